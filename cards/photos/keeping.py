"""Takes photos in, and gives them out again: bytes lie in the database, sealed, in parts."""

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from cards.models import CardOrder, OrderState, OrderStep, Photo, PhotoSide, PhotoState
from cards.ordering.reasons import reason_of
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


def lacking_photos(order: CardOrder) -> list[PhotoSide]:
    """The sides of which a photo is still to come before the order may be sent (again)."""
    found = photos_of(order)
    return [side for side in PhotoSide if not _is_there(order, side, found.get(side))]


def returned_because(order: CardOrder, side: PhotoSide, photo: Photo | None) -> str:
    """Why an operator returned this photo; nothing once another one has come since."""
    is_back = order.state == OrderState.RETURNED
    reason = reason_of(order.returned, side.value) if is_back else ""
    if not reason or photo is None:
        return reason
    returned = order.steps.filter(kind=OrderStep.Kind.RETURNED).order_by("-id").first()
    return reason if returned is None or photo.made_at <= returned.at else ""


def may_change(order: CardOrder, side: PhotoSide) -> bool:
    """Whether the photo may be sent now: in a draft, or if this very one was returned."""
    if order.state == OrderState.RETURNED:
        return side.value in order.returned
    return order.state == OrderState.DRAFT


def _is_there(order: CardOrder, side: PhotoSide, photo: Photo | None) -> bool:
    return photo is not None and photo.is_ready and not returned_because(order, side, photo)


def _check_open(order: CardOrder, side: PhotoSide) -> None:
    """The order as it stands now, locked: two windows, or an operator, may have changed it."""
    locked = CardOrder.objects.select_for_update(no_key=True).get(pk=order.pk)
    if not may_change(locked, side):
        raise PhotoShut


def _check_queue(order: CardOrder) -> None:
    waiting = Photo.objects.filter(customer=order.customer_id, state=PhotoState.WAITING).count()
    if waiting >= MOST_WAITING:
        raise TooManyWait(count=waiting)
