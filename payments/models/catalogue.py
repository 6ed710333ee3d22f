"""What can be paid, as data: City, Category, AccountKind, Biller, Service."""

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from homebank.lib.amounts import show
from homebank.lib.money import Money
from payments.catalogue.account_rules import AccountRules
from payments.errors import AmountTooLarge, AmountTooSmall


class Named(models.Model):
    """A thing of the catalogue with a name in each language of the portal."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name_kk = models.CharField(_("name in Kazakh"), max_length=120)
    name_ru = models.CharField(_("name in Russian"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key

    @property
    def name(self) -> str:
        """The name in the language of the page; Russian where the page has another."""
        return self.name_in(get_language() or "ru")

    def name_in(self, language: str) -> str:
        """The name in the language of a message or a page; Russian for any other."""
        return {"kk": self.name_kk, "en": self.name_en}.get(language[:2], self.name_ru)


class City(Named):
    """Where a service is offered, when not everywhere."""

    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["position", "key"]


class Category(Named):
    """A kind of service, as table VI lists them. `tariff` is the word by which it is priced."""

    icon = models.CharField(_("icon"), max_length=30)
    tariff = models.CharField(_("word of the tariff"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "key"]


class AccountKind(Named):
    """A form of account with a biller; the name is its label. `rule` is AccountRules as data."""

    hint_kk = models.CharField(_("hint in Kazakh"), max_length=200)
    hint_ru = models.CharField(_("hint in Russian"), max_length=200)
    hint_en = models.CharField(_("hint in English"), max_length=200)
    example = models.CharField(_("example"), max_length=60)
    rule = models.JSONField(_("rule"))

    class Meta:
        verbose_name = _("kind of account")
        verbose_name_plural = _("kinds of accounts")
        ordering = ["key"]

    @property
    def hint(self) -> str:
        """Where the payer finds the account, in the language of the page."""
        language = (get_language() or "ru")[:2]
        return {"kk": self.hint_kk, "en": self.hint_en}.get(language, self.hint_ru)

    @property
    def rules(self) -> AccountRules:
        """How an account of this kind is read, checked and shown."""
        facts: dict[str, Any] = {**self.rule, "digits": tuple(self.rule["digits"]),
                                 "groups": tuple(self.rule["groups"])}  # fmt: skip
        return AccountRules(**facts)

    def parse(self, typed: str) -> str:
        """The account as stored. AccountRefused with a sentence if the text is none."""
        return self.rules.parse(typed, label=self.name, example=self.example)


class Biller(Named):
    """A company that takes payments. An empty `address` is the simulator of the demo."""

    bin = models.CharField(_("BIN"), max_length=12)
    protocol = models.CharField(_("protocol"), max_length=20)
    address = models.URLField(_("address"), blank=True)
    tariff = models.CharField(_("word of the tariff"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("biller")
        verbose_name_plural = _("billers")
        ordering = ["key"]

    @property
    def account_name(self) -> str:
        """The bank's account that gathers what is owed to the biller."""
        return f"biller:{self.key}"


class ServiceQuerySet(models.QuerySet["Service"]):
    """Services, first of all those that can be paid."""

    def payable(self) -> "ServiceQuerySet":
        """The open ones, with what their form shows."""
        return self.filter(is_open=True).select_related(
            "category", "biller", "city", "account_kind"
        )


class Service(Named):
    """One thing to pay for, at an address of its own. Amounts are in tiyn.

    `code` is what the biller itself calls the service, for billers that have several. With
    `has_invoice` the biller tells what is owed before the amount is asked.
    """

    category = models.ForeignKey(
        Category, models.PROTECT, related_name="services", verbose_name=_("category")
    )
    biller = models.ForeignKey(
        Biller, models.PROTECT, related_name="services", verbose_name=_("biller")
    )
    city = models.ForeignKey(City, models.PROTECT, null=True, blank=True, verbose_name=_("city"))
    account_kind = models.ForeignKey(
        AccountKind, models.PROTECT, to_field="key", db_column="account_kind",
        related_name="services", verbose_name=_("kind of account"),
    )  # fmt: skip
    code = models.CharField(_("the biller’s code"), max_length=20, blank=True)
    has_invoice = models.BooleanField(_("the biller tells the sum"), default=False)
    minimum_minor = models.BigIntegerField(_("smallest amount, tiyn"))
    maximum_minor = models.BigIntegerField(_("largest amount, tiyn"))
    search_key = models.TextField(_("words to find it by"))
    position = models.PositiveSmallIntegerField(_("position"))
    is_open = models.BooleanField(_("open"), default=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["position", "key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minimum_minor__gt=0)
                & models.Q(maximum_minor__gte=models.F("minimum_minor")),
                name="service_limits_make_sense",
            )
        ]

    @property
    def minimum(self) -> Money:
        return Money(self.minimum_minor)

    @property
    def maximum(self) -> Money:
        return Money(self.maximum_minor)

    def check_amount(self, amount: Money) -> None:
        """AmountTooSmall or AmountTooLarge unless the service takes the amount."""
        if amount < self.minimum:
            raise AmountTooSmall(minimum=show(self.minimum, short=True))
        if amount > self.maximum:
            raise AmountTooLarge(maximum=show(self.maximum, short=True))
