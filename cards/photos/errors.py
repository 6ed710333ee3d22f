"""Refusals about photos of documents."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.errors import told
from cards.errors import CardRefused


class PhotoRefused(CardRefused):
    """A photo that is not taken."""


class NotAPhoto(PhotoRefused):
    message = _(
        "The file is no JPEG or PNG picture, whatever its name says. Take the photo with the "
        "camera, or save it as JPEG."
    )


class TooManyPixels(PhotoRefused):
    message = _(
        "The picture has more than {most} megapixels. Choose a smaller size in the camera and take "
        "the photo again."
    )


class TooFewPixels(PhotoRefused):
    message = _(
        "The picture is too small to be read: each side needs {least} pixels. Take the photo again."
    )


class TooManyUploads(PhotoRefused):
    message = _("So many photos came in a row that the next one is possible at {time}.")

    def __init__(self, *, at: datetime) -> None:
        super().__init__(time=told(at))


class TooManyWait(PhotoRefused):
    message = _("{count} photos are being checked. Wait a minute, then send the next one.")


class PhotoShut(PhotoRefused):
    message = _("This photo cannot be changed now: the order has been sent.")
