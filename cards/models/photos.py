"""Photos of an order: of the identity document, and a selfie; their bytes lie sealed in parts."""

from datetime import datetime
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrOrPromise

from accounts.models import Customer
from homebank.lib.fields import SealedBytesField
from homebank.lib.ids import uuid7


class PhotoSide(models.TextChoices):
    """What a photo is of. The values are fields of an order too (CardOrder.returned)."""

    FRONT = "front", pgettext_lazy("photo", "Front of the document")
    BACK = "back", pgettext_lazy("photo", "Back of the document")
    SELFIE = "selfie", pgettext_lazy("photo", "Selfie with the document")


class PhotoState(models.TextChoices):
    """Where a photo stands. READY and REFUSED are its ends."""

    WAITING = "waiting", pgettext_lazy("photo", "being checked")
    READY = "ready", pgettext_lazy("photo", "accepted")
    REFUSED = "refused", pgettext_lazy("photo", "not accepted")


class PhotoFault(models.TextChoices):
    """Why a worker could not make a picture of what came. `sentence` is for its owner."""

    BROKEN = "broken", _("the file is damaged")
    HEAVY = "heavy", _("the file takes too much memory or time to open")
    SMALL = "small", _("the picture is too small")

    @property
    def sentence(self) -> StrOrPromise:
        """What happened, and what to do."""
        return SENTENCES[self]


SENTENCES: Final[dict[PhotoFault, StrOrPromise]] = {
    PhotoFault.BROKEN: _(
        "The file cannot be opened: it is damaged, or saved in an unusual way. Take the photo "
        "again with the usual camera, as JPEG."
    ),
    PhotoFault.HEAVY: _(
        "The file is too complex to be opened. Take the photo again with the usual camera, as JPEG."
    ),
    PhotoFault.SMALL: _("The picture is too small to be read. Take the photo again, closer."),
}


class PhotoQuerySet(models.QuerySet["Photo"]):
    """Photos, first of all a customer's own."""

    def of(self, customer: Customer) -> "PhotoQuerySet":
        """The customer's own, the newest first."""
        return self.filter(customer=customer).order_by("-made_at", "-id")

    def due(self, at: datetime) -> "PhotoQuerySet":
        """Those that a worker should take up now: nobody holds them."""
        free = Q(leased_until=None) | Q(leased_until__lte=at)
        return self.filter(free, state=PhotoState.WAITING)


class Photo(models.Model):
    """One photo. Its id, which nobody can guess, is the only name it has.

    `width`, `height` and `size` (bytes) are of the picture that a worker made; 0 until then.
    `attempts` counts the workers that took it up. `forget_at` is empty while the order lives, then
    the time from which it is deleted (cards/photos/forgetting.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(
        "cards.CardOrder", models.PROTECT, related_name="photos", verbose_name=_("order of a card")
    )
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="photos", verbose_name=_("customer")
    )
    side = models.CharField(_("photo"), max_length=6, choices=PhotoSide.choices)
    state = models.CharField(
        _("state"), max_length=7, choices=PhotoState.choices, default=PhotoState.WAITING
    )
    fault = models.CharField(_("reason"), max_length=6, choices=PhotoFault.choices, blank=True)
    width = models.PositiveIntegerField(_("width"), default=0)
    height = models.PositiveIntegerField(_("height"), default=0)
    size = models.PositiveIntegerField(_("size"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    leased_until = models.DateTimeField(_("with a worker until"), null=True)
    made_at = models.DateTimeField(_("sent at"))
    forget_at = models.DateTimeField(_("kept until"), null=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of an order")
        verbose_name_plural = _("photos of orders")
        permissions = [("see_photo", "Can see photos of documents, with a reason")]
        indexes = [
            models.Index(fields=["customer", "made_at"], name="photos_of_customer"),
            models.Index(fields=["made_at"], condition=Q(state="waiting"), name="photos_due"),
            models.Index(fields=["forget_at"], name="photos_to_forget"),
            models.Index(fields=["order"], condition=Q(forget_at=None), name="photos_of_living"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["order", "side"], name="one_photo_of_a_side"),
            models.CheckConstraint(
                condition=Q(state="ready", width__gt=0, height__gt=0, size__gt=0, fault="")
                | (Q(state="refused", size=0) & ~Q(fault=""))
                | Q(state="waiting", size=0, fault=""),
                name="a_photo_waits_is_there_or_has_a_fault",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.pk}"

    @property
    def is_ready(self) -> bool:
        return self.state == PhotoState.READY

    @property
    def is_waiting(self) -> bool:
        return self.state == PhotoState.WAITING

    @property
    def sentence(self) -> StrOrPromise:
        """Why it was refused, for its owner; nothing where it was not."""
        return PhotoFault(self.fault).sentence if self.fault else ""


class PhotoPart(models.Model):
    """A piece of a photo, sealed. `is_raw`: as it came, which only a worker reads, once."""

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="parts")
    is_raw = models.BooleanField()
    number = models.PositiveSmallIntegerField()
    data = SealedBytesField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "is_raw", "number"], name="parts_of_a_photo_in_their_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.photo_id} {self.number}"
