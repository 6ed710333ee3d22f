"""How photos end: with their order's end a time is set, and from then on they are deleted."""

from datetime import datetime, timedelta

from django.db import transaction

from cards.models import CardOrder, OrderState, Photo, PhotoSide
from cards.photos.rules import KEPT_AFTER_NONE, KEPT_DOCUMENT, KEPT_SELFIE
from homebank.lib import clock
from notifications.events import record

# Locks are short: so many photos in one transaction.
BATCH = 100


def forget_photos(*, order: CardOrder) -> int:
    """Delete every photo of the order now; how many."""
    return _delete(list(Photo.objects.filter(order=order)))


def forget_due_photos() -> int:
    """Set the time of those whose order has ended, delete those whose time has come; how many."""
    now = clock.now()
    _set_times()
    due = Photo.objects.filter(forget_at__lte=now).order_by("forget_at")
    return _delete(list(due[:BATCH]))


def _set_times() -> None:
    """Each photo of an ended order gets the time that its rule gives."""
    ended = Photo.objects.filter(forget_at=None, order__closed_at__isnull=False)
    for photo in ended.select_related("order")[:BATCH]:
        photo.forget_at = _time_of(photo)
        photo.save(update_fields=["forget_at"])


def _time_of(photo: Photo) -> datetime:
    order = photo.order
    assert order.closed_at is not None  # it has ended
    return order.closed_at + _kept(order, PhotoSide(photo.side))


def _kept(order: CardOrder, side: PhotoSide) -> timedelta:
    """How long a photo outlives its order."""
    if order.sent_at is None:
        return timedelta()
    is_issued = order.state in {OrderState.ISSUED, OrderState.UNCOLLECTED}
    if not is_issued and order.card_id is None:  # else somebody has an account by these documents
        return KEPT_AFTER_NONE
    return KEPT_SELFIE if side == PhotoSide.SELFIE else KEPT_DOCUMENT


@transaction.atomic
def _delete(photos: list[Photo]) -> int:
    """The photos with their parts; that they are gone is written down."""
    for photo in photos:
        record(kind="photo.forgotten", customer_id=photo.customer_id, subject=photo.order_id,
               facts={"photo": photo.side})  # fmt: skip
    Photo.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    return len(photos)
