"""Tables of the tariff: versions with their lines and tiers, and the quotes given by them.

None of these rows is ever changed or deleted: migration 0002 has the database refuse it. A change
of the tariff is a new version, a new price is a new quote.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from homebank.lib import clock
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from tariffs.fees import Rule, Tier
from tariffs.lines import Line, Scope


def in_readers_language(names: dict[str, str]) -> str:
    """The name in the active language; Russian where the active one is none of ours."""
    return names.get((get_language() or "")[:2], names["ru"])


def words() -> ArrayField[Any, Any]:
    return ArrayField(models.CharField(max_length=40), default=list, blank=True)


class TariffVersion(models.Model):
    """The whole table as it stands from a day on, until a later version comes into force."""

    number = models.PositiveIntegerField(_("number"), unique=True)
    in_force_from = models.DateField(_("in force from"), unique=True)
    currency = models.CharField(_("currency"), max_length=3)
    titles = models.JSONField(_("titles"))

    class Meta:
        verbose_name = _("tariff version")
        verbose_name_plural = _("tariff versions")
        ordering = ["-in_force_from"]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return in_readers_language(self.titles)


class TariffLine(models.Model):
    """One printed row of a version: names, rule, and what it prices."""

    version = models.ForeignKey(TariffVersion, models.PROTECT, related_name="lines")
    number = models.CharField(_("line"), max_length=8)
    key = models.CharField(_("key"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"))
    # False: a price that stands beside the table, not in it (`outside` of the file).
    is_printed = models.BooleanField(_("printed in the table"), default=True)
    names = models.JSONField(_("names"))
    model = models.CharField(_("model"), max_length=8)
    fixed_minor = models.BigIntegerField(_("fixed fee, tiyn"), null=True)
    rate = models.PositiveIntegerField(_("rate, parts of ten thousand"), null=True)
    minimum_minor = models.BigIntegerField(_("minimum, tiyn"), null=True)
    maximum_minor = models.BigIntegerField(_("maximum, tiyn"), null=True)
    basis = models.CharField(_("basis"), max_length=12)
    per = models.CharField(_("per"), max_length=20)
    vat = models.CharField(_("VAT"), max_length=12)
    categories = words()
    billers = words()
    operations = words()
    excluded_billers = words()
    excluded_operations = words()
    when = models.JSONField(_("facts"), default=dict, blank=True)

    class Meta:
        verbose_name = _("tariff line")
        verbose_name_plural = _("tariff lines")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="one_line_a_number"),
            models.UniqueConstraint(fields=["version", "key"], name="one_line_a_key"),
            models.CheckConstraint(condition=Q(fixed_minor__gte=0), name="fixed_not_negative"),
            models.CheckConstraint(condition=Q(rate__lte=10_000), name="rate_at_most_whole"),
            models.CheckConstraint(condition=Q(minimum_minor__gte=0), name="minimum_not_negative"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return in_readers_language(self.names)

    @classmethod
    def of(
        cls, line: Line, *, version: TariffVersion, position: int, is_printed: bool = True
    ) -> TariffLine:
        """The unsaved row of a line; its tiers are rows of their own."""
        rule, scope = line.rule, line.scope
        return cls(
            version=version, position=position, is_printed=is_printed, number=line.number,
            key=line.key, names=dict(line.names), model=rule.model, fixed_minor=rule.fixed_minor,
            rate=rule.rate, minimum_minor=rule.minimum_minor, maximum_minor=rule.maximum_minor,
            basis=line.basis, per=line.per, vat=line.vat,
            categories=list(scope.categories), billers=list(scope.billers),
            operations=list(scope.operations), excluded_billers=list(scope.excluded_billers),
            excluded_operations=list(scope.excluded_operations),
            when={fact: list(allowed) for fact, allowed in scope.when.items()},
        )  # fmt: skip

    def as_line(self) -> Line:
        """The row as the value that prices; reads its tiers."""
        tiers = tuple(tier.as_tier() for tier in self.tiers.all())
        rule = Rule(self.model, self.fixed_minor, self.rate, self.minimum_minor,
                    self.maximum_minor, tiers)  # fmt: skip
        scope = Scope(
            tuple(self.categories), tuple(self.billers), tuple(self.operations),
            tuple(self.excluded_billers), tuple(self.excluded_operations),
            {fact: tuple(allowed) for fact, allowed in self.when.items()},
        )  # fmt: skip
        return Line(self.number, self.key, self.names, rule, scope, self.basis, self.per, self.vat)


class TariffTier(models.Model):
    """One step of a line with tiers; bounds are inclusive, the last has no end."""

    line = models.ForeignKey(TariffLine, models.PROTECT, related_name="tiers")
    number = models.CharField(_("line"), max_length=8)
    from_minor = models.BigIntegerField(_("from, tiyn"))
    to_minor = models.BigIntegerField(_("to, tiyn"), null=True)
    fee_minor = models.BigIntegerField(_("fee, tiyn"))

    class Meta:
        verbose_name = _("tariff tier")
        verbose_name_plural = _("tariff tiers")
        ordering = ["line", "from_minor"]
        constraints = [
            models.UniqueConstraint(fields=["line", "number"], name="one_tier_a_number"),
            models.CheckConstraint(condition=Q(fee_minor__gte=0), name="tier_fee_not_negative"),
        ]

    def __str__(self) -> str:
        return self.number

    def as_tier(self) -> Tier:
        """The row as the value that prices."""
        return Tier(self.number, self.from_minor, self.to_minor, self.fee_minor)


class Quote(models.Model):
    """A price as it was told, with all that it was worked out from. What is shown is charged."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, null=True, related_name="+", verbose_name=_("customer")
    )
    version = models.ForeignKey(TariffVersion, models.PROTECT, related_name="+")
    tariff_line = models.ForeignKey(TariffLine, models.PROTECT, related_name="+")
    inputs = models.JSONField(_("inputs"))
    formula = models.CharField(_("formula"), max_length=200)
    rounding = models.CharField(_("rounding"), max_length=12)
    amount_minor = models.BigIntegerField(_("amount, tiyn"))
    fee_minor = models.BigIntegerField(_("fee, tiyn"))
    total_minor = models.BigIntegerField(_("total, tiyn"))
    currency = models.CharField(_("currency"), max_length=3)
    made_at = models.DateTimeField(_("made at"))
    valid_until = models.DateTimeField(_("valid until"))

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(fee_minor__gte=0), name="fee_not_negative"),
            models.CheckConstraint(
                condition=Q(total_minor=F("amount_minor") + F("fee_minor")), name="total_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def line(self) -> str:
        """The printed number of the line: "25"."""
        return self.tariff_line.number

    @property
    def title(self) -> str:
        """The line's name in the reader's language."""
        return self.tariff_line.title

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def fee(self) -> Money:
        return Money(self.fee_minor, self.currency)

    @property
    def total(self) -> Money:
        return Money(self.total_minor, self.currency)

    def is_valid(self, at: datetime | None = None) -> bool:
        """Whether the price may still be charged at the moment (now, if none is given)."""
        return (at or clock.now()) < self.valid_until


class ExchangeRate(models.Model):
    """How many tenge so many `units` of a currency are worth from a day on, by the bank's table."""

    currency = models.CharField(_("currency"), max_length=3)
    day = models.DateField(_("in force from"))
    units = models.PositiveIntegerField(_("units"), default=1)
    tenge = models.DecimalField(_("tenge"), max_digits=18, decimal_places=6)

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["-day", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="one_rate_a_day"),
            models.CheckConstraint(condition=Q(units__gt=0, tenge__gt=0), name="a_rate_is_above_0"),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.day}"
