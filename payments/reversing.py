"""Transfers of the book taken back by adding their opposite; payments have their own way."""

from uuid import UUID, uuid5

from django.db import transaction

from accounts.models import Customer, User
from homebank.lib.money import Money
from ledger.errors import NotReversible
from ledger.models import Entry, Transfer
from ledger.posting import Posted, reverse
from notifications.events import record
from notifications.messages import queue_alert

# What a deed of its own stands behind is taken back by that deed: the book alone would not undo it.
OWN_DEEDS = frozenset({
    "bill-payment", "other-card-charge", "reversal", "closing-transfer", "overdraft-repayment",
    "card-purchase", "card-cash", "card-transfer", "card-refund",
})  # fmt: skip


def check_reversible(transfer: Transfer) -> None:
    """NotReversible for a transfer that was reversed, is a reversal, or belongs to another deed."""
    if transfer.kind in OWN_DEEDS or transfer.reverses_id is not None:
        raise NotReversible
    if transfer.reversals.exists():
        raise NotReversible


def reverse_transfer(*, transfer: Transfer, by: User, proposer: User, reason: str) -> Posted:
    """Add the opposite of the transfer; its customer, if it has one, is told.

    NotReversible, NotEnoughMoney where what was received is spent already.
    """
    with transaction.atomic():
        check_reversible(transfer)
        posted = reverse(transfer_id=transfer.pk, reversal_id=uuid5(transfer.pk, "reversal"),
                         reason=reason)  # fmt: skip
        facts = {"operator": str(by), "proposer": str(proposer), "reason": reason,
                 "operation": transfer.kind}  # fmt: skip
        record(kind="transfer.reversed", customer_id=transfer.customer, subject=transfer.pk,
               facts=facts)  # fmt: skip
        _tell(transfer)
    return posted


def customers_leg(transfer: Transfer) -> Money | None:
    """What the transfer moved on the customer's own account; None where it touched none."""
    return _leg_of(transfer, transfer.customer) if transfer.customer else None


def _leg_of(transfer: Transfer, customer_id: UUID) -> Money | None:
    legs = Entry.objects.filter(transfer=transfer, account__owner=customer_id)
    found = legs.select_related("account").first()
    return found.amount if found else None


def _tell(transfer: Transfer) -> None:
    owner = Customer.objects.filter(pk=transfer.customer).first() if transfer.customer else None
    moved = customers_leg(transfer)
    if owner is not None and owner.phone and moved is not None:
        amount = Money(abs(moved.minor), moved.currency)
        queue_alert(phone=owner.phone, purpose="transfer-reversed", language=owner.language,
                    customer_id=owner.pk, amount=amount)  # fmt: skip
