"""The sweep of limits: what is due to go back is written down, once, and its owner is told."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cards.limits import revert
from cards.models import Card, CardLimit, LimitChange
from homebank.lib import clock
from homebank.lib.money import Money
from notifications.events import record
from notifications.messages import queue_alert

BATCH = 500


def revert_due_limits() -> int:
    """Write down each limit whose time is over; how many. Two sweeps at once do none twice."""
    at = clock.now()
    due = CardLimit.objects.filter(Q(closes_at__lte=at) | Q(lowers_at__lte=at))
    return sum(_revert(pk, at) for pk in due.values_list("pk", flat=True)[:BATCH])


def _revert(pk: int, at: datetime) -> bool:
    with transaction.atomic():
        rows = CardLimit.objects.select_for_update(skip_locked=True, of=("self",))
        row = rows.select_related("card__customer").filter(pk=pk).first()
        if row is None:
            return False
        was_open = row.is_open
        if not revert(row, at):
            return False
        row.changes += 1
        row.save()
        _write_down(row, at)
        _tell(row, closed=was_open and not row.is_open)
    return True


def _write_down(row: CardLimit, at: datetime) -> None:
    LimitChange.objects.create(
        card=row.card, kind=row.kind, cause=LimitChange.Cause.REVERTED, is_open=row.is_open,
        amount_minor=row.amount_minor, at=at,
    )  # fmt: skip
    record(
        kind="card.limit-reverted", customer_id=row.card.customer_id, subject=row.card_id,
        facts={"limit": str(row.kind), "amount_minor": str(row.amount_minor),
               "open": "yes" if row.is_open else "no"},
    )  # fmt: skip


def _tell(row: CardLimit, *, closed: bool) -> None:
    customer = row.card.customer
    if customer.phone is None or row.card.state == Card.State.CLOSED:
        return
    what, amount = ("closed", {}) if closed else ("lowered", {"amount": Money(row.amount_minor)})
    queue_alert(
        phone=customer.phone, purpose=f"{row.kind}-{what}", language=customer.language,
        customer_id=customer.pk, card_last4=row.card.last4, **amount,
    )  # fmt: skip
