"""The tariff and the quotes on the desk: to be read. Changing them is a new version (TAR-03)."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from homebank.lib.desk import LookOnly, LookOnlyRows
from tariffs.models import Quote, TariffLine, TariffVersion


class Titled:
    """A title in the reader's language, under a heading in it."""

    @admin.display(description=_("title"))
    def title(self, row: Any) -> str:
        return str(row.title)


class Lines(Titled, LookOnlyRows[TariffLine, TariffVersion]):
    model = TariffLine
    fields = ["number", "title", "model", "fixed_minor", "rate", "minimum_minor", "per"]
    readonly_fields = ["title"]


@admin.register(TariffVersion)
class TariffVersionAdmin(Titled, LookOnly[TariffVersion]):
    list_display = ["number", "title", "in_force_from"]
    inlines = [Lines]


@admin.register(Quote)
class QuoteAdmin(LookOnly[Quote]):
    list_display = [
        "made_at",
        "tariff_line",
        "version",
        "amount_minor",
        "fee_minor",
        "total_minor",
        "id",
    ]
    list_select_related = ["tariff_line", "version"]
    search_fields = ["=id"]
