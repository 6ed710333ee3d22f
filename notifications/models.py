"""What happened (Event), who is told (Sms), and what the demo's handsets received (DemoSms).

The rules of one message's way stand here: which states follow which, and when it is due again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import SystemRandom
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib import clock, crypto
from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7

_random = SystemRandom()


class Event(models.Model):
    """Something that happened. Added and never changed: the database refuses it (sql/events.sql).

    `facts` is a flat object of texts and holds no secret; `subject` is the id of what it is about.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(pgettext_lazy("event", "kind"), max_length=60)
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, null=True, related_name="events",
        verbose_name=_("customer"),
    )  # fmt: skip
    subject = models.UUIDField(pgettext_lazy("event", "subject"), null=True)
    facts = models.JSONField(pgettext_lazy("event", "facts"), default=dict)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["customer", "-at"], name="event_of_customer"),
            models.Index(fields=["subject"], name="event_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Lane(models.TextChoices):
    """Codes and alerts are sent by workers of their own, so that a code waits for no alert."""

    CODES = "codes", pgettext_lazy("lane", "codes")
    ALERTS = "alerts", pgettext_lazy("lane", "alerts")


class State(models.TextChoices):
    """docs/messages.md draws the way through these."""

    QUEUED = "queued", pgettext_lazy("message", "queued")
    SENDING = "sending", pgettext_lazy("message", "being sent")
    SENT = "sent", pgettext_lazy("message", "sent")
    DELIVERED = "delivered", pgettext_lazy("message", "delivered")
    UNDELIVERED = "undelivered", pgettext_lazy("message", "not delivered")
    FAILED = "failed", pgettext_lazy("message", "not sent")
    EXPIRED = "expired", pgettext_lazy("message", "expired")


DUE_STATES = (State.QUEUED, State.SENDING)
# A late word from a gateway that accepted still counts after the lease lapsed or the life ended.
MAY_BECOME_SENT = (State.QUEUED, State.SENDING, State.EXPIRED)


class SmsQuerySet(models.QuerySet["Sms"]):
    def due(self, *, lane: str, at: datetime) -> SmsQuerySet:
        """Messages to send now, the longest due first: queued ones, and those of lapsed leases."""
        waiting = self.filter(lane=lane, state__in=DUE_STATES, next_attempt_at__lte=at)
        return waiting.order_by("next_attempt_at", "id")


class Sms(models.Model):
    """One text to one phone. A row is written with the deed it tells of; the relay sends it.

    `next_attempt_at` is when the row is due: the next try of a queued one, the end of the lease of
    one being sent (whose worker is then taken for dead). The text of a code is blanked as soon as
    it is sent or no longer wanted.
    """

    # Longer than any gateway may take (ten seconds, gateways/__init__.py), shorter than a code.
    LEASE: ClassVar[timedelta] = timedelta(seconds=20)
    FIRST_PAUSE: ClassVar[timedelta] = timedelta(seconds=1)
    LONGEST_PAUSE: ClassVar[dict[Lane, timedelta]] = {
        Lane.CODES: timedelta(seconds=15),
        Lane.ALERTS: timedelta(minutes=10),
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, null=True, related_name="messages",
        verbose_name=_("customer"),
    )  # fmt: skip
    phone = SealedTextField(_("phone"))
    phone_fingerprint = models.CharField(max_length=64)
    purpose = models.CharField(_("purpose"), max_length=30)
    text = SealedTextField(_("text"))
    language = models.CharField(_("language"), max_length=2)
    lane = models.CharField(_("lane"), max_length=6, choices=Lane.choices)
    state = models.CharField(_("state"), max_length=11, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    expires_at = models.DateTimeField(_("not sent after"))
    gateway = models.CharField(_("gateway"), max_length=100, blank=True)
    gateway_reference = models.CharField(_("gateway's reference"), max_length=100, blank=True)
    error = models.CharField(_("last error"), max_length=200, blank=True)
    queued_at = models.DateTimeField(_("queued at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)

    objects = SmsQuerySet.as_manager()

    class Meta:
        verbose_name = _("SMS message")
        verbose_name_plural = _("SMS messages")
        indexes = [
            models.Index(
                fields=["lane", "next_attempt_at", "id"],
                condition=models.Q(state__in=DUE_STATES),
                name="sms_due",
            ),
            models.Index(fields=["phone_fingerprint", "-queued_at"], name="sms_of_phone"),
            models.Index(fields=["customer", "-queued_at"], name="sms_of_customer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lane__in=Lane.values), name="sms_lane_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="sms_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"

    @staticmethod
    def fingerprint(phone: str) -> str:
        """By which the messages of an E.164 number are found."""
        return crypto.fingerprint(phone, column="notifications_sms.phone")

    def lease(self, *, gateway: str) -> None:
        """Take the (locked) row for one attempt, counted before the gateway is asked."""
        self.state, self.gateway = State.SENDING, gateway
        self.attempts += 1
        self.next_attempt_at = clock.now() + self.LEASE
        self.save(update_fields=["state", "gateway", "attempts", "next_attempt_at"])

    def has_expired(self) -> bool:
        """Whether it is too late to send this: a code's life, an alert's use."""
        return self.expires_at <= clock.now()

    def expire(self) -> None:
        """End the (locked) row unsent: the code would be of no use."""
        self._end(from_states=DUE_STATES, state=State.EXPIRED)

    def mark_sent(self, *, gateway_reference: str) -> None:
        """The gateway accepted the message."""
        self._end(
            from_states=MAY_BECOME_SENT, state=State.SENT, error="", sent_at=clock.now(),
            gateway_reference=gateway_reference[:100],
        )  # fmt: skip

    def mark_failed(self, *, reason: str) -> None:
        """The gateway will never accept it."""
        self._end(from_states=DUE_STATES, state=State.FAILED, error=reason[:200])

    def postpone(self, *, reason: str) -> None:
        """Try again later, unless another worker has taken the row in the meantime."""
        mine = Sms.objects.filter(pk=self.pk, state=State.SENDING, attempts=self.attempts)
        mine.update(
            state=State.QUEUED, next_attempt_at=clock.now() + self._pause(), error=reason[:200]
        )

    def _end(self, *, from_states: tuple[State, ...], **values: Any) -> None:
        if self.lane == Lane.CODES:
            values["text"] = ""
        Sms.objects.filter(pk=self.pk, state__in=from_states).update(**values)

    def _pause(self) -> timedelta:
        """Doubles with each attempt up to the lane's longest; spread, so that a storm thins out."""
        doubled = self.FIRST_PAUSE * 2 ** min(self.attempts - 1, 20)
        longest = self.LONGEST_PAUSE[Lane(self.lane)]
        pause: timedelta = min(doubled, longest) * _random.uniform(0.5, 1)
        return pause


class DemoSms(models.Model):
    """A message as a handset of the demo shows it. Stays empty outside a demo."""

    id = models.BigAutoField(primary_key=True)
    reference = models.UUIDField(unique=True)
    phone = SealedTextField()
    phone_fingerprint = models.CharField(max_length=64)
    text = SealedTextField()
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["phone_fingerprint", "-id"], name="demo_sms_of_phone")]

    def __str__(self) -> str:
        return str(self.reference)
