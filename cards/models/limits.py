"""What a card may do in a day: open or closed, how much, until when, and how much was used."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib.ids import uuid7


class LimitKind(models.TextChoices):
    """What a daily limit is of."""

    INTERNET = "internet", pgettext_lazy("limit", "internet")
    TRANSFERS = "transfers", pgettext_lazy("limit", "transfers")
    CASH = "cash", pgettext_lazy("limit", "cash")


class CardLimit(models.Model):
    """One limit of one card, once somebody set it; before that the bank's rules hold.

    At `closes_at` an opened access closes again. At `lowers_at` a raised amount goes back to
    `former_minor`. Both hold from that moment, whether or not the sweep has written it down.
    """

    card = models.ForeignKey("cards.Card", models.PROTECT, related_name="limits")
    kind = models.CharField(_("limit"), max_length=9, choices=LimitKind.choices)
    is_open = models.BooleanField(pgettext_lazy("limit", "open"))
    closes_at = models.DateTimeField(_("closes at"), null=True)
    amount_minor = models.BigIntegerField(_("amount"))
    former_minor = models.BigIntegerField(_("amount afterwards"), null=True)
    lowers_at = models.DateTimeField(_("goes back at"), null=True)
    changes = models.PositiveIntegerField(_("number of changes"), default=0)

    class Meta:
        verbose_name = _("card limit")
        verbose_name_plural = _("card limits")
        constraints = [
            models.UniqueConstraint(fields=["card", "kind"], name="one_limit_a_kind"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="a_limit_is_above_zero"),
            models.CheckConstraint(
                condition=Q(lowers_at=None, former_minor=None)
                | Q(lowers_at__isnull=False, former_minor__lt=F("amount_minor")),
                name="a_raised_limit_goes_back",
            ),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(is_open=True), name="what_closes_is_open"
            ),
        ]
        indexes = [
            models.Index(
                fields=["closes_at"], condition=Q(closes_at__isnull=False), name="limits_to_close"
            ),
            models.Index(
                fields=["lowers_at"], condition=Q(lowers_at__isnull=False), name="limits_to_lower"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.card_id}"

    def is_open_at(self, at: datetime) -> bool:
        """Whether such operations may be made at the moment."""
        return self.is_open and not (self.closes_at and self.closes_at <= at)

    def minor_at(self, at: datetime) -> int:
        """How much a day, in tiyn, at the moment."""
        is_back = self.lowers_at is not None and self.lowers_at <= at
        return self.former_minor if is_back and self.former_minor else self.amount_minor


class LimitUse(models.Model):
    """How much of a card's limit a day of Almaty used; the row's lock puts takers in a queue."""

    card = models.ForeignKey("cards.Card", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=LimitKind.choices)
    day = models.DateField()
    used_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "kind", "day"], name="one_use_a_day"),
            models.CheckConstraint(condition=Q(used_minor__gte=0), name="use_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}: {self.used_minor}"


class LimitChange(models.Model):
    """One change of a limit, by its owner or by time. Only added to."""

    class Cause(models.TextChoices):
        SET = "set", pgettext_lazy("limit", "set by the customer")
        REVERTED = "reverted", pgettext_lazy("limit", "went back by itself")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    card = models.ForeignKey("cards.Card", models.PROTECT, related_name="limit_changes")
    kind = models.CharField(_("limit"), max_length=9, choices=LimitKind.choices)
    cause = models.CharField(_("cause"), max_length=8, choices=Cause.choices)
    is_open = models.BooleanField(pgettext_lazy("limit", "open"))
    amount_minor = models.BigIntegerField(_("amount"))
    reverts_at = models.DateTimeField(_("goes back at"), null=True)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("change of a limit")
        verbose_name_plural = _("changes of limits")
        ordering = ["-at"]
        indexes = [models.Index(fields=["card", "at"], name="limit_changes_of_card")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%d.%m.%Y}"
