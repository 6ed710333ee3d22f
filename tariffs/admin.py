"""The tariff and the quotes on the desk: to be read. Changing them is a new version (TAR-03)."""

from typing import Any

from django.contrib import admin
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

from homebank.lib.desk import LookOnly, LookOnlyRows
from homebank.lib.desk_values import NOTHING
from tariffs.explanations import explain
from tariffs.fees import rate_shown
from tariffs.models import ExchangeRate, Quote, TariffLine, TariffVersion


class Titled:
    """A title in the reader's language, under a heading in it."""

    @admin.display(description=_("title"))
    def title(self, row: Any) -> str:
        return str(row.title)


class Lines(Titled, LookOnlyRows[TariffLine, TariffVersion]):
    model = TariffLine
    words = {"model": "fact model", "per": "fact per"}
    fields = ["number", "title", "model", "fixed_minor", "share", "minimum_minor", "per"]
    readonly_fields = ["title", "share"]

    @admin.display(description=_("rate"))
    def share(self, line: TariffLine) -> str:
        if line.rate is None:
            return NOTHING
        return f"{rate_shown(line.rate)} %".replace(".", get_format("DECIMAL_SEPARATOR"))


@admin.register(TariffVersion)
class TariffVersionAdmin(Titled, LookOnly[TariffVersion]):
    is_small = True
    ordering = ["-in_force_from"]
    list_display = ["number", "title", "in_force_from"]
    fields = ["number", "title", "in_force_from", "currency"]
    readonly_fields = ["title"]
    inlines = [Lines]


@admin.register(Quote)
class QuoteAdmin(LookOnly[Quote]):
    """What was told, and from what it was worked out."""

    list_display = ["made_at", "line", "of_version", "amount_minor", "fee_minor", "total_minor",
                    "id"]  # fmt: skip
    list_select_related = ["tariff_line", "version"]
    found_by = ("pk",)
    search_help_text = _("The whole id.")
    fields = ["id", "customer", "of_version", "line", "shown_formula", "shown_rounding",
              "amount_minor", "fee_minor", "total_minor", "made_at", "valid_until",
              "inputs"]  # fmt: skip
    readonly_fields = ["id", "of_version", "line", "shown_formula", "shown_rounding"]

    @admin.display(description=_("line"), ordering="tariff_line")
    def line(self, quote: Quote) -> str:
        return f"{quote.tariff_line.number}. {quote.tariff_line.title}"

    @admin.display(description=_("version"), ordering="version")
    def of_version(self, quote: Quote) -> str:
        return str(quote.version.number)

    @admin.display(description=_("formula"))
    def shown_formula(self, quote: Quote) -> str:
        return explain(quote).formula

    @admin.display(description=_("rounding"))
    def shown_rounding(self, quote: Quote) -> str:
        return explain(quote).rounding


@admin.register(ExchangeRate)
class ExchangeRateAdmin(LookOnly[ExchangeRate]):
    """The bank's rates; `manage.py load_rates` adds to them."""

    is_small = True
    ordering = ["-day", "currency"]
    list_display = ["day", "currency", "units", "tenge"]
    list_filter = ["currency"]
    search_fields = ["=currency"]
    search_help_text = _("The currency, USD.")
