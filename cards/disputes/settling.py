"""Disputes that end by themselves: the hold lapsed, the shop reversed, another page released it."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from cards.disputes.errors import DisputeOver
from cards.disputes.steps import Kind, lock_dispute, take_step
from cards.models import Dispute, Outcome
from homebank.lib import clock

BATCH = 200
ENDS = {
    Outcome.REVERSED: Kind.RETURNED,
    Outcome.LAPSED: Kind.RETURNED,
    Outcome.RELEASED: Kind.RELEASED,
}


def settle_disputes() -> int:
    """End each open dispute whose money is free; how many. Each in a transaction of its own."""
    freed = Dispute.objects.open().filter(authorization__outcome__in=list(ENDS))
    return sum(_settle(dispute) for dispute in freed[:BATCH])


def empty_old_disputes() -> int:
    """Letters and own words of disputes that ended long ago are no longer kept; how many."""
    now = clock.now()
    edge = now - timedelta(days=settings.KEEP_TRACES_DAYS)
    over = Dispute.objects.filter(closed_at__lt=edge, emptied_at=None)
    keys = list(over.values_list("pk", flat=True)[:BATCH])
    return Dispute.objects.filter(pk__in=keys).update(email="", note="", emptied_at=now)


def _settle(dispute: Dispute) -> bool:
    try:
        with transaction.atomic():
            locked = lock_dispute(dispute)
            operation = locked.authorization
            end = ENDS.get(Outcome(operation.outcome)) if operation else None
            if end is None:
                return False
            take_step(locked, end)
    except DisputeOver:
        return False
    return True
