"""The timeline of a payment: rows that are only ever added."""

from homebank.lib import clock
from payments.models import Payment, PaymentStep

Kind = PaymentStep.Kind
LONGEST_NOTE = 300


def add(payment: Payment, kind: PaymentStep.Kind, note: str = "") -> None:
    """Add what happened just now, in the caller's transaction. `note` is for operators."""
    PaymentStep.objects.create(payment=payment, kind=kind, at=clock.now(), note=note[:LONGEST_NOTE])
