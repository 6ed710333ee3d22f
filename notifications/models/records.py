"""How messages fared: each attempt and each receipt, added and never changed (sql/events.sql)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib.ids import uuid7
from notifications.gateways import ReceiptState


class Outcome(models.TextChoices):
    """What came of one attempt."""

    ACCEPTED = "accepted", pgettext_lazy("attempt", "accepted")
    REFUSED = "refused", pgettext_lazy("attempt", "refused for now")
    NEVER = "never", pgettext_lazy("attempt", "refused for good")
    UNCERTAIN = "uncertain", pgettext_lazy("attempt", "not known")
    LOST = "lost", pgettext_lazy("attempt", "the worker died")


class SmsAttempt(models.Model):
    """One attempt of a message: through which gateway, when, and what came of it.

    Written when it is over. The attempt of a worker that died is written as lost by the next one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sms = models.ForeignKey("notifications.Sms", models.PROTECT, related_name="tries")
    number = models.PositiveIntegerField(_("attempt"))
    gateway = models.CharField(_("gateway"), max_length=100)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices)
    gateway_reference = models.CharField(_("gateway’s reference"), max_length=100, blank=True)
    error = models.CharField(_("error"), max_length=200, blank=True)
    began_at = models.DateTimeField(_("began"), null=True)
    ended_at = models.DateTimeField(_("ended"))

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [
            models.Index(
                fields=["gateway_reference", "gateway"],
                condition=~models.Q(gateway_reference=""),
                name="attempt_of_reference",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sms_id} {self.number}: {self.outcome}"


class SmsReceipt(models.Model):
    """What a gateway said of a message, as it came, once. Its message is found by the reference.

    `references` are all spellings of the gateway's reference, `at` is the moment it named.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    gateway = models.CharField(_("gateway"), max_length=100)
    references = ArrayField(models.CharField(max_length=100))
    state = models.CharField(_("state"), max_length=11, choices=ReceiptState.choices)
    word = models.CharField(_("the gateway’s word"), max_length=60, blank=True)
    at = models.DateTimeField(_("time"), null=True)
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        indexes = [
            GinIndex(fields=["references"], name="receipt_of_reference"),
            models.Index(fields=["received_at"], name="receipt_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["gateway", "references", "state", "word", "at"],
                nulls_distinct=False,
                name="receipt_is_kept_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.references[0]}: {self.word}"
