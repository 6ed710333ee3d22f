"""The worker of photos: takes up what came, has it made anew, seals that and drops what came.

A worker holds a photo by a lease. Whoever finds it over takes the photo up as the next attempt; a
file that ends its workers three times is refused.
"""

from uuid import UUID

from django.db import transaction

from cards.models import Photo, PhotoFault, PhotoPart, PhotoState
from cards.photos.making import Made, make_picture
from cards.photos.parts import put_parts, read_parts
from cards.photos.rules import ATTEMPTS, LEASE
from homebank.lib import clock
from notifications.events import record

BATCH = 20


def due_photos() -> list[UUID]:
    """Photos that a worker should take up now, those that waited longest first."""
    due = Photo.objects.due(clock.now()).order_by("made_at")
    return list(due.values_list("pk", flat=True)[:BATCH])


def work_on_photo(*, photo_id: UUID) -> None:
    """If the photo waits and nobody has it, make its picture, or say why there is none."""
    photo = _claim(photo_id)
    if photo is None:
        return
    if photo.attempts > ATTEMPTS:
        _end(photo, Made(fault=PhotoFault.HEAVY))
        return
    _end(photo, make_picture(read_parts(photo, is_raw=True)))


@transaction.atomic
def _claim(photo_id: UUID) -> Photo | None:
    """The photo with one more attempt and a lease; None if it is not due, or gone."""
    free = Photo.objects.due(clock.now()).select_for_update(skip_locked=True)
    photo = free.filter(pk=photo_id).first()
    if photo is None:
        return None
    photo.attempts, photo.leased_until = photo.attempts + 1, clock.now() + LEASE
    photo.save(update_fields=["attempts", "leased_until"])
    return photo


@transaction.atomic
def _end(photo: Photo, made: Made) -> None:
    """Ready or refused, once. What came is deleted with it; a photo replaced meanwhile is gone."""
    state = PhotoState.REFUSED if made.fault else PhotoState.READY
    fault = made.fault.value if made.fault else ""
    mine = Photo.objects.filter(pk=photo.pk, attempts=photo.attempts, state=PhotoState.WAITING)
    ended = mine.update(
        state=state, fault=fault, width=made.width, height=made.height, size=len(made.jpeg),
        leased_until=None,
    )  # fmt: skip
    if not ended:
        return
    PhotoPart.objects.filter(photo=photo, is_raw=True).delete()
    put_parts(photo, made.jpeg, is_raw=False)
    facts = {"photo": photo.side, **({"fault": fault} if fault else {})}
    kind = "photo.refused" if fault else "photo.kept"
    record(kind=kind, customer_id=photo.customer_id, subject=photo.order_id, facts=facts)
