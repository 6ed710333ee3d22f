"""What shops presented for payment, and what of it an account could not cover."""

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.models import Account


class Presentment(models.Model):
    """One presentment, posted. `reference` makes it happen once.

    `billed_minor` is in tiyn at the rate of the day it was posted, minus for a refund;
    `uncovered_minor` is the part of it that went into the technical overdraft. Without a card, or
    where it `repeats` an earlier one, the bank itself bears it until an operator clears it up.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(_("reference"), max_length=64, unique=True)
    digest = models.CharField(max_length=64)
    card = models.ForeignKey(
        "cards.Card", models.PROTECT, null=True, related_name="presentments", verbose_name=_("card")
    )
    authorization = models.ForeignKey(
        "cards.Authorization",
        models.PROTECT,
        null=True,
        related_name="presentments",
        verbose_name=_("card operation"),
    )
    repeats = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("presented before as"),
    )
    operation = models.CharField(_("operation"), max_length=9)
    amount_minor = models.BigIntegerField(_("amount"))
    currency_number = models.CharField(_("currency"), max_length=3)
    billed_minor = models.BigIntegerField(_("amount in tenge"))
    uncovered_minor = models.BigIntegerField(_("not covered"), default=0)
    part = models.PositiveSmallIntegerField(_("part"), default=1)
    parts = models.PositiveSmallIntegerField(_("parts"), default=1)
    merchant = models.CharField(_("shop"), max_length=40, blank=True)
    category = models.CharField(_("merchant category"), max_length=4, blank=True)
    rrn = models.CharField("RRN", max_length=12, blank=True)
    transfer = models.UUIDField(_("transfer"))
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("presentment")
        verbose_name_plural = _("presentments")
        indexes = [
            models.Index(fields=["card", "at"], name="presentments_of_card"),
            models.Index(fields=["rrn"], name="presentments_of_rrn"),
            models.Index(fields=["id"], condition=Q(card=None), name="presentments_of_no_card"),
            models.Index(
                fields=["id"], condition=Q(repeats__isnull=False), name="repeated_presentments"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(uncovered_minor__gte=0, part__gte=1, part__lte=models.F("parts")),
                name="a_presentment_is_a_part_of_parts",
            )
        ]

    def __str__(self) -> str:
        return self.rrn or str(self.id)

    @property
    def account(self) -> "Account | None":
        """The account that it was taken from; none where the bank itself bears it."""
        return self.card.account if self.card else None


# How the queue stands: what is still owed, and then what was repaid.
REPAID_LAST = Case(When(owed_minor=0, then=Value(1)), default=Value(0))


class Overdraft(models.Model):
    """What a customer owes because presentments took more than the account had: a queue.

    The debt is the balance of `debt`, an account of its own in the book. Open ones are repaid by
    the sweep as soon as the account has money; operators see who owes since when.
    """

    account = models.OneToOneField("ledger.Account", models.PROTECT, related_name="overdraft")
    debt = models.OneToOneField("ledger.Account", models.PROTECT, related_name="+")
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    owed_minor = models.BigIntegerField(_("owed"), default=0)
    since = models.DateTimeField(_("since"))
    repayments = models.PositiveIntegerField(_("repayments"), default=0)

    class Meta:
        verbose_name = _("technical overdraft")
        verbose_name_plural = _("technical overdrafts")
        indexes = [
            models.Index(fields=["since"], condition=Q(owed_minor__gt=0), name="owed"),
            models.Index(REPAID_LAST, "since", name="overdrafts_in_queue"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(owed_minor__gte=0), name="a_debt_is_not_negative")
        ]

    def __str__(self) -> str:
        return str(self.account_id)

    @property
    def owed(self) -> Money:
        """What is owed now."""
        return Money(self.owed_minor)
