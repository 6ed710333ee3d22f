"""One text to one phone, and the rules of its way: what follows what, and when it is due again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import SystemRandom
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from homebank.lib import clock, crypto
from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7
from notifications.models.states import DUE_STATES, MAY_BECOME_SENT, Lane, State

_random = SystemRandom()


class SmsQuerySet(models.QuerySet["Sms"]):
    def due(self, *, lane: str, at: datetime) -> SmsQuerySet:
        """Messages to send now, the longest due first: queued ones, and those of lapsed leases."""
        waiting = self.filter(lane=lane, state__in=DUE_STATES, next_attempt_at__lte=at)
        return waiting.order_by("next_attempt_at", "id")

    def still_sealed(self) -> SmsQuerySet:
        """With `sealed_phone` and `sealed_text`, which cannot fail to be read, in their place."""
        sealed = {f"sealed_{name}": Cast(name, models.TextField()) for name in ("phone", "text")}
        return self.defer("phone", "text").annotate(**sealed)

    def lease(self, *, gateway: str, at: datetime) -> int:
        """Take the (locked) rows for one attempt each, counted before the gateway is asked."""
        return self.update(
            state=State.SENDING, held_by=may_be_held(), gateway=gateway,
            attempts=models.F("attempts") + 1, next_attempt_at=at + Sms.LEASE,
        )  # fmt: skip

    def wait(self, *, until: datetime, reason: str) -> int:
        """Put the (locked) rows back until then; no attempt was made."""
        return self.update(
            state=State.QUEUED, held_by=may_be_held(), next_attempt_at=until, error=reason[:200]
        )

    def end(self, *, state: State, **values: Any) -> int:
        """End the rows; the text of a code is of no more use to anybody."""
        self.forget_codes()
        return self.update(state=state, **values)

    def forget_codes(self) -> int:
        """Blank the texts of the codes among the rows."""
        return self.filter(lane=Lane.CODES).forget_texts()

    def forget_texts(self) -> int:
        """Blank the texts of the rows, whatever they are."""
        return self.filter(keeps_text=True).update(text="", keeps_text=False)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A gateway took a message under its reference. `keep_text`: another may have to send it."""

    sms_id: UUID
    gateway: str
    reference: str
    keep_text: bool = False
    ask_receipt_at: datetime | None = None


MARK_SENT = """
UPDATE notifications_sms AS s SET state = %(sent)s, error = '', sent_at = %(now)s,
  gateway = told.gateway, held_by = told.gateway, gateway_reference = told.reference,
  ask_receipt_at = told.ask_at
FROM unnest(%(ids)s::uuid[], %(gateways)s::text[], %(references)s::text[],
  %(ask_at)s::timestamptz[]) AS told(id, gateway, reference, ask_at)
WHERE s.id = told.id AND s.state = ANY(%(from)s)
"""


def mark_sent(acceptances: Sequence[Acceptance]) -> None:
    """Write down, in one statement, what gateways accepted; texts that are not kept go."""
    values: dict[str, Any] = {
        "sent": State.SENT.value, "now": clock.now(), "from": [str(s) for s in MAY_BECOME_SENT],
        "ids": [each.sms_id for each in acceptances],
        "gateways": [each.gateway for each in acceptances],
        "references": [each.reference[:100] for each in acceptances],
        "ask_at": [each.ask_receipt_at for each in acceptances],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(MARK_SENT, values)
    done = [each.sms_id for each in acceptances if not each.keep_text]
    if done:
        Sms.objects.filter(pk__in=done).forget_codes()


def may_be_held() -> models.Case:
    """The gateway that may have the message: that of a worker which died asking it, too."""
    lapsed = models.When(state=State.SENDING, then=models.F("gateway"))
    return models.Case(lapsed, default=models.F("held_by"))


class Sms(models.Model):
    """One text to one phone. A row is written with the deed it tells of; the relay sends it.

    `next_attempt_at` is when the row is due: the next try of a queued one, the end of the lease of
    one being sent (whose worker is then taken for dead). `held_by` is the gateway that accepted it
    or may have, `refused_by` are those that never will. The text of a code is blanked when nobody
    could need it again.
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
    subject = models.UUIDField(null=True, editable=False)
    phone = SealedTextField(_("phone"))
    phone_fingerprint = models.CharField(max_length=64)
    purpose = models.CharField(_("purpose"), max_length=30)
    text = SealedTextField(_("text"))
    keeps_text = models.BooleanField(default=True, editable=False)
    language = models.CharField(_("language"), max_length=2)
    lane = models.CharField(_("lane"), max_length=6, choices=Lane.choices)
    state = models.CharField(_("state"), max_length=11, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    expires_at = models.DateTimeField(_("not sent after"))
    gateway = models.CharField(_("gateway"), max_length=100, blank=True)
    held_by = models.CharField(max_length=100, blank=True)
    refused_by = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    gateway_reference = models.CharField(_("gateway’s reference"), max_length=100, blank=True)
    error = models.CharField(_("last error"), max_length=200, blank=True)
    queued_at = models.DateTimeField(_("queued at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    receipt_at = models.DateTimeField(_("delivered or not at"), null=True)
    ask_receipt_at = models.DateTimeField(null=True)
    receipt_asks = models.PositiveIntegerField(default=0)

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
            models.Index(
                fields=["ask_receipt_at"],
                condition=models.Q(ask_receipt_at__isnull=False),
                name="sms_to_ask_after",
            ),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(keeps_text=True),
                name="sms_text_to_forget",
            ),
            models.Index(
                fields=["subject"],
                condition=models.Q(subject__isnull=False),
                name="sms_of_subject",
            ),
            models.Index(fields=["phone_fingerprint", "-queued_at"], name="sms_of_phone"),
            models.Index(fields=["customer", "-queued_at"], name="sms_of_customer"),
            models.Index(fields=["state", "-id"], name="sms_by_state"),
            models.Index(fields=["gateway", "-id"], name="sms_by_gateway"),
            models.Index(fields=["purpose", "-id"], name="sms_by_purpose"),
            models.Index(
                fields=["gateway_reference"],
                condition=~models.Q(gateway_reference=""),
                name="sms_of_reference",
            ),
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

    def has_expired(self) -> bool:
        """Whether it is too late to send this: a code's life, an alert's use."""
        return self.expires_at <= clock.now()

    def mark_sent(self, *, gateway: str, gateway_reference: str) -> None:
        """The gateway accepted the message."""
        mark_sent([Acceptance(self.pk, gateway, gateway_reference)])

    def postpone(self, *, reason: str, held_by: str = "") -> None:
        """Try again later, unless another worker has taken the row in the meantime.

        `held_by` is the gateway that may have accepted it all the same.
        """
        values: dict[str, Any] = {"held_by": held_by} if held_by else {}
        self._row((State.SENDING,)).filter(attempts=self.attempts).update(
            state=State.QUEUED, next_attempt_at=clock.now() + self._pause(), error=reason[:200],
            **values,
        )  # fmt: skip

    def mark_refused(self, *, reason: str, is_final: bool) -> None:
        """The gateway will never accept it; another has its turn at once, if there is one."""
        mine = self._row(DUE_STATES).filter(attempts=self.attempts)
        if is_final:
            mine.end(state=State.FAILED, error=reason[:200])
        else:
            mine.update(
                state=State.QUEUED, next_attempt_at=clock.now(), error=reason[:200],
                refused_by=[*self.refused_by, self.gateway], held_by="",
            )  # fmt: skip

    def mark_delivered(self, *, at: datetime) -> None:
        """The phone has it, whatever we thought: nothing more is to be done."""
        rest = (*DUE_STATES, State.SENT, State.UNDELIVERED, State.FAILED, State.EXPIRED)
        self._row(rest).end(state=State.DELIVERED, error="", receipt_at=at, ask_receipt_at=None)

    def mark_undelivered(self, *, at: datetime) -> None:
        """No phone got it and no other gateway is left, or no time for it."""
        self._row((State.SENT,)).end(state=State.UNDELIVERED, receipt_at=at, ask_receipt_at=None)

    def go_over(self, *, reason: str) -> bool:
        """The gateway that accepted it did not deliver it: another's turn. True if it is due."""
        return self._row((State.SENT,)).filter(gateway=self.gateway).update(
            state=State.QUEUED, next_attempt_at=clock.now(), error=reason[:200], held_by="",
            ask_receipt_at=None, refused_by=[*self.refused_by, self.gateway],
        ) == 1  # fmt: skip

    def ask_again(self, *, at: datetime | None) -> None:
        """When its gateway is asked again what became of it; None: no more."""
        asks = self.receipt_asks + 1
        Sms.objects.filter(pk=self.pk).update(ask_receipt_at=at, receipt_asks=asks)

    def give_back(self) -> None:
        """The lease is unused: nothing was sent, and the attempt does not count."""
        self._row((State.SENDING,)).filter(attempts=self.attempts).update(
            state=State.QUEUED, next_attempt_at=clock.now(), attempts=self.attempts - 1
        )

    def _row(self, states: tuple[State, ...]) -> SmsQuerySet:
        return Sms.objects.filter(pk=self.pk, state__in=states)

    def _pause(self) -> timedelta:
        """Doubles with each attempt up to the lane's longest; spread, so that a storm thins out."""
        doubled = self.FIRST_PAUSE * 2 ** min(self.attempts - 1, 20)
        longest = self.LONGEST_PAUSE[Lane(self.lane)]
        pause: timedelta = min(doubled, longest) * _random.uniform(0.5, 1)
        return pause
