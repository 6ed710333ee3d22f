"""What shops and cash machines asked of a card, how it was decided, and what became of it."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib.currencies import BY_NUMBER
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.models import Account


class Outcome(models.TextChoices):
    """Where an authorisation stands."""

    DECLINED = "declined", pgettext_lazy("authorisation", "declined")
    HELD = "held", pgettext_lazy("authorisation", "blocked on the account")
    POSTED = "posted", pgettext_lazy("authorisation", "taken from the account")
    REVERSED = "reversed", pgettext_lazy("authorisation", "cancelled by the shop")
    LAPSED = "lapsed", pgettext_lazy("authorisation", "lapsed")
    RELEASED = "released", pgettext_lazy("authorisation", "released by the bank")
    ANSWERED = "answered", pgettext_lazy("authorisation", "approved, nothing blocked")


class Authorization(models.Model):
    """One operation as it was asked and decided. `facts` is all that the decision was made from.

    `billed_minor` is its amount in tiyn at the rate of its day; `held_minor` what is blocked now,
    under the hold `hold` of the book, until `lapses_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    card = models.ForeignKey("cards.Card", models.PROTECT, null=True, related_name="authorizations")
    key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(_("time"))
    day = models.DateField(_("day"))
    operation = models.CharField(_("operation"), max_length=9)
    is_internet = models.BooleanField(_("on the internet"))
    amount_minor = models.BigIntegerField(_("amount"))
    currency_number = models.CharField(_("currency"), max_length=3)
    billed_minor = models.BigIntegerField(_("amount in tenge"), null=True)
    merchant = models.CharField(_("shop"), max_length=40, blank=True)
    merchant_id = models.CharField(_("number of the shop"), max_length=15, blank=True)
    terminal = models.CharField(_("terminal"), max_length=8, blank=True)
    category = models.CharField(_("merchant category"), max_length=4, blank=True)
    acquirer = models.CharField(_("acquirer"), max_length=11, blank=True)
    rrn = models.CharField("RRN", max_length=12, blank=True)
    code = models.CharField(_("response code"), max_length=2)
    auth_code = models.CharField(_("authorisation code"), max_length=6, blank=True)
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    facts = models.JSONField(_("facts"))
    trace = models.JSONField(_("gates"))
    authentication = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    hold = models.UUIDField(null=True)
    held_minor = models.BigIntegerField(_("blocked"), default=0)
    lapses_at = models.DateTimeField(_("lapses at"), null=True)

    class Meta:
        verbose_name = _("card operation")
        verbose_name_plural = _("card operations")
        permissions = [
            ("release_hold", "Can propose that a blocked amount is released"),
            ("decide_release", "Can approve that a blocked amount is released"),
        ]
        indexes = [
            models.Index(fields=["card", "at"], name="operations_of_card"),
            models.Index(fields=["card", "rrn"], name="operations_by_rrn"),
            models.Index(
                fields=["card", "at"], condition=Q(outcome="declined"), name="declined_of_card"
            ),
            models.Index(fields=["lapses_at"], condition=Q(outcome="held"), name="holds_to_lapse"),
            models.Index(fields=["rrn"], name="operations_of_rrn"),
            models.Index(
                fields=["authentication"], condition=~Q(authentication=""), name="used_cavv"
            ),
            models.Index(fields=["outcome", "-id"], name="operations_by_outcome"),
            models.Index(fields=["operation", "-id"], name="operations_by_kind"),
            models.Index(
                fields=["auth_code"], condition=~Q(auth_code=""), name="operations_of_auth_code"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="held", hold__isnull=False, held_minor__gt=0)
                | (~Q(outcome="held") & Q(held_minor=0)),
                name="what_is_blocked_has_its_hold",
            )
        ]

    def __str__(self) -> str:
        return self.rrn or str(self.id)

    @property
    def account(self) -> "Account | None":
        """The account that it was asked of."""
        return self.card.account if self.card else None

    @property
    def amount_text(self) -> str:
        """`20.00 USD`: what was asked, in the currency it was asked in."""
        currency = BY_NUMBER.get(self.currency_number)
        if currency is None:
            return f"{self.amount_minor} ({self.currency_number})"
        major = Decimal(self.amount_minor).scaleb(-currency.exponent)
        return f"{major:.{currency.exponent}f} {currency.code}"

    @property
    def billed(self) -> Money:
        """The amount in tenge; nothing where no rate was known."""
        return Money(self.billed_minor or 0)

    @property
    def held(self) -> Money:
        """What of it is blocked on the account now."""
        return Money(self.held_minor)


class HostMessage(models.Model):
    """A message that was answered, so that it is answered alike again. Holds nothing of a card.

    `about` is the key of the message that a reversal undoes. Only added to.
    """

    key = models.CharField(max_length=64, primary_key=True)
    digest = models.CharField(max_length=64)
    mti = models.CharField(max_length=4)
    card = models.ForeignKey("cards.Card", models.PROTECT, null=True, related_name="+")
    acquirer = models.CharField(max_length=11, blank=True)
    rrn = models.CharField(max_length=12, blank=True)
    about = models.CharField(max_length=64, blank=True)
    answer: models.JSONField[Any, Any] = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["card", "rrn"], name="host_messages_by_rrn"),
            models.Index(fields=["at"], name="host_messages_to_forget"),
            models.Index(
                fields=["card"], condition=Q(mti__startswith="04"), name="host_reversals_of_card"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mti} {self.rrn}"
