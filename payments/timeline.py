"""The timeline of a payment: rows that are only ever added."""

from collections.abc import Iterable

from homebank.lib import clock, kept
from payments.models import Payment, PaymentStep

Kind = PaymentStep.Kind
LONGEST_NOTE = 300


def add_with(payment: Payment, changed: Iterable[str], *kinds: PaymentStep.Kind) -> None:
    """Add what happened at once, in its order, and save what it changed, by one statement."""
    now = clock.now()
    steps = [PaymentStep(payment=payment, kind=kind, at=now) for kind in kinds]
    kept.update(payment, *changed, beside=steps)


def add(payment: Payment, kind: PaymentStep.Kind, note: str = "") -> None:
    """Add what happened just now, in the caller's transaction. `note` is for operators."""
    note = note[:LONGEST_NOTE]
    kept.insert(PaymentStep(payment=payment, kind=kind, at=clock.now(), note=note))
