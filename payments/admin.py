"""Payments and the catalogue for operators: to read. Money moves by services only."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from homebank.lib.amounts import show
from homebank.lib.desk import LookOnly, LookOnlyRows
from payments.models import AccountKind, Biller, Category, Payment, PaymentStep, Service

LONGEST_NUMBER = 12


class StepInline(LookOnlyRows[PaymentStep, Payment]):
    model = PaymentStep
    fields = ("at", "kind", "note")


@admin.register(Payment)
class PaymentAdmin(LookOnly[Payment]):
    """A payment with its timeline, found by the number of its receipt."""

    list_display = ("receipt", "service", "shown_amount", "state", "made_at")
    list_filter = ("state",)
    list_select_related = ("service",)
    search_fields = ("number",)
    search_help_text = _("Number of the receipt, with dashes or without")
    inlines = (StepInline,)
    fields = (
        "receipt", "state", "service", "account", "shown_amount", "shown_fee", "holder",
        "biller_number", "failure", "attempts", "next_attempt_at", "leased_until", "made_at",
        "sent_at", "finished_at",
    )  # fmt: skip

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Payment], search_term: str
    ) -> tuple[models.QuerySet[Payment], bool]:
        """One look-up in an index, however many payments there are."""
        digits = search_term.replace("-", "").strip()
        if not digits:
            return queryset, False
        is_number = digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER
        return (queryset.filter(number=digits) if is_number else queryset.none()), False

    @admin.display(description=_("receipt"), ordering="number")
    def receipt(self, payment: Payment) -> str:
        return payment.receipt_number

    @admin.display(description=_("amount"), ordering="amount_minor")
    def shown_amount(self, payment: Payment) -> str:
        return show(payment.amount)

    @admin.display(description=_("fee"))
    def shown_fee(self, payment: Payment) -> str:
        return "" if payment.fee_minor is None else show(payment.fee)


class CatalogueAdmin(LookOnly[models.Model]):
    list_display = ("key", "name_kk", "name_ru", "name_en")
    search_fields = ("key", "name_kk", "name_ru", "name_en")

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """All of the row. Named, since asking Django makes a form that nobody may fill in."""
        return [field.name for field in self.opts.fields if field.name != "id"]


admin.site.register((AccountKind, Biller, Category, Service), CatalogueAdmin)
