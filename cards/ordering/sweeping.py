"""What happens to orders by itself: drafts and unanswered returns expire, old facts are emptied."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from cards.models import EDITABLE, CardOrder, OrderState, OrderStep
from cards.ordering.drafting import empty_order
from cards.ordering.errors import NotNow
from cards.ordering.steps import lock_order, take_step
from homebank.lib import clock

# How long an order that became no card is kept with its facts: as long as its photos.
KEPT_AFTER_NONE = timedelta(days=30)
BATCH = 100


def expire_due_orders() -> int:
    """End drafts and returned orders whose time is over; how many."""
    due = CardOrder.objects.filter(
        state__in=[state.value for state in EDITABLE], draft_until__lte=clock.now()
    )
    keys = list(due.order_by("draft_until").values_list("pk", flat=True)[:BATCH])
    return sum(_expire(key) for key in keys)


def empty_old_orders() -> int:
    """Take the personal facts out of orders that became no card, a month after; how many.

    What was cancelled after its first card was made stays: an account stands on it.
    """
    edge = clock.now() - KEPT_AFTER_NONE
    over = CardOrder.objects.filter(
        state__in=[OrderState.CANCELLED.value, OrderState.EXPIRED.value], emptied_at=None,
        card=None, closed_at__lt=edge,
    )  # fmt: skip
    orders = list(over.order_by("closed_at")[:BATCH])
    for order in orders:
        empty_order(order)
    return len(orders)


def _expire(key: UUID) -> bool:
    """End it, unless its owner was faster. Of a draft nothing is kept: nobody has seen it."""
    with transaction.atomic():
        order = lock_order(key)
        if order.draft_until > clock.now():
            return False
        is_draft = order.state == OrderState.DRAFT
        try:
            take_step(order, OrderStep.Kind.EXPIRED)
        except NotNow:
            return False
        if is_draft:
            empty_order(order)
    return True
