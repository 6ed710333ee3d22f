"""The tariff and the quotes on the desk: to be read. Changing them is a new version (TAR-03)."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tariffs.models import Quote, TariffLine, TariffVersion


class ReadOnly:
    """No row is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Titled:
    """A title in the reader's language, under a heading in it."""

    @admin.display(description=_("title"))
    def title(self, row: Any) -> str:
        return str(row.title)


class Lines(Titled, ReadOnly, admin.TabularInline[TariffLine, TariffVersion]):
    model = TariffLine
    fields = ["number", "title", "model", "fixed_minor", "rate", "minimum_minor", "per"]
    readonly_fields = ["title"]
    extra = 0


@admin.register(TariffVersion)
class TariffVersionAdmin(Titled, ReadOnly, admin.ModelAdmin[TariffVersion]):
    list_display = ["number", "title", "in_force_from"]
    inlines = [Lines]


@admin.register(Quote)
class QuoteAdmin(ReadOnly, admin.ModelAdmin[Quote]):
    list_display = ["id", "tariff_line", "version", "fee_minor", "total_minor", "made_at"]
    list_select_related = ["tariff_line", "version"]
    show_full_result_count = False
    search_fields = ["=id"]
