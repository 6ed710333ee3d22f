"""Takes photos in, and gives them out again: bytes lie in the database, sealed, in parts."""

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from cards.models import CardOrder, OrderState, Photo, PhotoSide, PhotoState
from cards.photos.errors import PhotoShut, TooManyUploads, TooManyWait
from cards.photos.headers import check_header
from cards.photos.parts import put_parts, read_parts
from cards.photos.rules import MOST_WAITING, UPLOADS
from cards.photos.tasks import work_on_photo
from homebank.lib import clock, throttle
from homebank.lib.tasks import after_commit


@sensitive_variables("upload")
def keep_upload(*, order: CardOrder, side: PhotoSide, upload: bytes) -> Photo:
    """Seal the file as it came, in place of an earlier photo of the side, and nudge a worker.

    Call it outside a transaction: tries are counted, whatever becomes of them. TooManyUploads(at),
    NotAPhoto, TooManyPixels, TooFewPixels, PhotoShut, TooManyWait.
    """
    taken = throttle.take(UPLOADS, f"customer {order.customer_id}")
    if not taken.allowed:
        raise TooManyUploads(at=taken.until)
    check_header(upload)
    with transaction.atomic():
        _check_open(order, side)
        Photo.objects.filter(order=order, side=side).delete()
        _check_queue(order)
        photo = Photo.objects.create(
            order=order, customer_id=order.customer_id, side=side, made_at=clock.now()
        )
        put_parts(photo, upload, is_raw=True)
        after_commit(work_on_photo, queue="work", photo_id=str(photo.pk))
    return photo


def photo_bytes(photo: Photo) -> bytes:
    """The JPEG that a worker made; nothing where there is none."""
    return read_parts(photo, is_raw=False)


def photos_of(order: CardOrder) -> dict[PhotoSide, Photo]:
    """The order's photos by what they are of; a side that was not sent is left out."""
    return {PhotoSide(photo.side): photo for photo in Photo.objects.filter(order=order)}


def has_all_photos(order: CardOrder) -> bool:
    """Whether each photo that an order needs is there and was accepted."""
    found = photos_of(order)
    return all(side in found and found[side].is_ready for side in PhotoSide)


def may_change(order: CardOrder, side: PhotoSide) -> bool:
    """Whether the photo may be sent now: in a draft, or if this very one was returned."""
    if order.state == OrderState.RETURNED:
        return side.value in order.returned
    return order.state == OrderState.DRAFT


def _check_open(order: CardOrder, side: PhotoSide) -> None:
    """The order as it stands now, locked: two windows, or an operator, may have changed it."""
    locked = CardOrder.objects.select_for_update(no_key=True).get(pk=order.pk)
    if not may_change(locked, side):
        raise PhotoShut


def _check_queue(order: CardOrder) -> None:
    waiting = Photo.objects.filter(customer=order.customer_id, state=PhotoState.WAITING).count()
    if waiting >= MOST_WAITING:
        raise TooManyWait(count=waiting)
