"""What the page says of each photo of an order: the picture or none, what is wrong, what to do."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from cards.models import CardOrder, Photo, PhotoSide
from cards.photos.forms import PhotoForm
from cards.photos.keeping import may_change, photos_of, returned_because

HINTS: Final[dict[PhotoSide, StrOrPromise]] = {
    PhotoSide.FRONT: _("All four corners in the frame, no glare, no finger on the text."),
    PhotoSide.BACK: _("The same with the other side. Of a passport: the page with your address."),
    PhotoSide.SELFIE: _("Face and document in one frame. No glasses, no headwear."),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One photo's place on the page. `error` is a sentence."""

    side: PhotoSide
    photo: Photo | None
    form: PhotoForm
    error: StrOrPromise
    is_open: bool
    hint: StrOrPromise

    @property
    def is_waiting(self) -> bool:
        return self.photo is not None and self.photo.is_waiting

    @property
    def is_ready(self) -> bool:
        return self.photo is not None and self.photo.is_ready

    @property
    def is_done(self) -> bool:
        """Nothing is to be done about it."""
        return self.is_ready and not self.error


def tiles_of(order: CardOrder, *, form: PhotoForm | None, wrong: PhotoSide | None) -> list[Tile]:
    """A tile for each side; `form` is what was just refused, for the side `wrong`."""
    found = photos_of(order)
    return [
        _tile(order, side, found.get(side), form if side == wrong else None) for side in PhotoSide
    ]


def _tile(order: CardOrder, side: PhotoSide, photo: Photo | None, form: PhotoForm | None) -> Tile:
    return Tile(
        side=side, photo=photo, form=form or PhotoForm(side), is_open=may_change(order, side),
        error=_error(order, side, photo, form), hint=HINTS[side],
    )  # fmt: skip


def _error(
    order: CardOrder, side: PhotoSide, photo: Photo | None, form: PhotoForm | None
) -> StrOrPromise:
    """What was just refused, else what a worker found, else why an operator returned it."""
    if form is not None:
        return " ".join(map(str, form.errors.get("photo", [])))
    if photo is not None and photo.sentence:
        return photo.sentence
    return returned_because(order, side, photo)
