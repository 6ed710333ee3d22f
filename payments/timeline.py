"""The timeline of a payment: rows that are only ever added."""

from homebank.lib import clock, kept
from payments.models import Payment, PaymentStep

Kind = PaymentStep.Kind
LONGEST_NOTE = 300


def add_together(payment: Payment, *kinds: PaymentStep.Kind) -> None:
    """Add several things that happened at once, in their order, by one statement."""
    now = clock.now()
    kept.insert(*[PaymentStep(payment=payment, kind=kind, at=now) for kind in kinds])


def add(payment: Payment, kind: PaymentStep.Kind, note: str = "") -> None:
    """Add what happened just now, in the caller's transaction. `note` is for operators."""
    note = note[:LONGEST_NOTE]
    kept.insert(PaymentStep(payment=payment, kind=kind, at=clock.now(), note=note))
