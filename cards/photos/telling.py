"""What this room holds of a customer's photos: which, since when, until when. Not the pictures."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from cards.models import Photo
from homebank.lib.own_data import CHUNK, Fact, Record, Section


def tell_photos(customer: Customer) -> Iterator[Section]:
    """One section: the photos that are still kept."""
    photos = Photo.objects.of(customer).iterator(chunk_size=CHUNK)
    yield Section("photos", _("Photos of documents"), map(_photo, photos))


def _photo(photo: Photo) -> Record:
    return [
        Fact("side", _("Photo"), photo.side, photo.get_side_display()),
        Fact("state", _("State"), photo.state, photo.get_state_display()),
        Fact("width", _("Width, pixels"), photo.width),
        Fact("height", _("Height, pixels"), photo.height),
        Fact("made_at", _("Sent at"), photo.made_at),
        Fact("forget_at", _("Kept until"), photo.forget_at),
    ]
