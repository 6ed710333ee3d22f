"""What the server keeps of visits: tries to register, the SMS as a second factor, waits."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django_otp.models import Device

from accounts.models.codes import Confirmation
from accounts.sign_in.devices import device_in_words
from homebank.lib import clock
from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7
from homebank.lib.places import place_of


class RegistrationAttempt(models.Model):
    """One try to register. Every try writes a row, so that all answers cost the same work.

    Matched: `confirmation` waits for its code, `phone` is the number that was typed. Refused:
    `customer` is whose card it was, if anybody's, and `warning` what a worker is to tell them.
    Of the card nothing is kept but, after many wrong tries, `card_fingerprint`, until the worker
    has found by it whom to warn.
    """

    class Step(models.TextChoices):
        """The page that a matched try stands at."""

        CODE = "code"
        PASSWORD = "password"  # noqa: S105 (a page, no password)
        DONE = "done"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, null=True, related_name="+")
    confirmation = models.OneToOneField(Confirmation, models.PROTECT, null=True, related_name="+")
    phone = SealedTextField(blank=True)
    network = models.CharField(max_length=50)
    language = models.CharField(max_length=2)
    warning = models.CharField(max_length=30, blank=True)
    card_fingerprint = models.CharField(max_length=64, blank=True)
    warned_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    proven_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["began_at"],
                condition=models.Q(warned_at__isnull=True) & ~models.Q(warning=""),
                name="registration_warns",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def step(self) -> Step:
        if self.finished_at:
            return self.Step.DONE
        return self.Step.PASSWORD if self.proven_at else self.Step.CODE

    @property
    def is_live(self) -> bool:
        """Whether the visit may go on with it: in time, and its owner is still reached there."""
        if self.confirmation_id is None or self.expires_at <= clock.now():
            return False
        return self.customer is None or self.customer.sms_number == self.phone


class SmsDevice(Device):  # type: ignore[misc]
    """A customer's trusted number as django-otp sees it, so that `user.is_verified()` is true.

    It checks no token itself: `accounts.factors.codes` does, bound to what is confirmed.
    """

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user"], name="one_sms_device")]

    def verify_token(self, token: str) -> bool:
        return False


class Visit(models.Model):
    """A customer's visit as they see it in their list. `session` is the key that it lives by."""

    class End(models.TextChoices):
        """Why it ended."""

        SIGNED_OUT = "signed-out", pgettext_lazy("visit", "signed out")
        IDLE = "idle", pgettext_lazy("visit", "15 minutes without activity")
        LONG = "long", pgettext_lazy("visit", "12 hours were over")
        CLOSED = "closed", pgettext_lazy("visit", "access was changed")
        ENDED = "ended", pgettext_lazy("visit", "ended from another visit")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="visits")
    session = SealedTextField()
    agent = models.CharField(max_length=300, blank=True)
    network = models.CharField(max_length=50, blank=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, choices=End.choices, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-began_at"], name="visits_of_user")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def device(self) -> str:
        """`Chrome, Android`"""
        return device_in_words(self.agent)

    @property
    def place(self) -> str:
        """`Almaty, Kazakhstan`, or nothing where no file of places says it."""
        return place_of(self.network, language=get_language() or "ru")


class Wait(models.Model):
    """Wrong tries in a row of a key, and until when the next one waits (accounts/waits.py)."""

    name = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    wrong = models.IntegerField()
    last_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "key"], name="one_wait")]

    def __str__(self) -> str:
        return f"{self.name}: {self.wrong}"
