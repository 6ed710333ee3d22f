"""The sealed files for the bureau hold what pays: they are deleted when nobody needs them."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cards.models import Card, OrderState, PrintBatch
from homebank.lib import clock
from notifications.events import record

# So long after it was first taken, once none of its cards is being made; and at the latest.
KEPT_AFTER_TAKEN = timedelta(days=7)
KEPT_AT_MOST = timedelta(days=90)


def forget_batch_files() -> int:
    """Delete the files whose time is over, with an event each; how many."""
    keys = list(_due().order_by("made_at").values_list("pk", flat=True))
    return sum(_forget(key) for key in keys)


def _due() -> "QuerySet[PrintBatch]":
    """A card of an order that stands in production may still have to be made from its file."""
    now = clock.now()
    being_made = Card.objects.filter(
        printed__batch=OuterRef("pk"), order__state=OrderState.PRODUCTION
    )
    taken = Q(~Exists(being_made), taken_at__lte=now - KEPT_AFTER_TAKEN)
    return PrintBatch.objects.filter(
        Q(taken) | Q(made_at__lte=now - KEPT_AT_MOST), deleted_at=None
    )  # fmt: skip


def _forget(key: UUID) -> bool:
    """Whoever takes it this moment has it, or is told that it is gone."""
    with transaction.atomic():
        batch = _due().select_for_update(no_key=True).filter(pk=key).defer("file").first()
        if batch is None:
            return False
        PrintBatch.objects.filter(pk=key).update(file=None, deleted_at=clock.now())
        record(kind="order.batch-deleted", customer_id=None, subject=batch.pk,
               facts={"count": str(batch.count)})  # fmt: skip
    return True
