"""Payments and the catalogue for operators: to read. Money moves by services only."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from homebank.lib.desk import LookOnly, LookOnlyRows
from homebank.lib.desk_values import NOTHING, sum_column, sum_text, time_column
from payments import desk_views
from payments.models import (
    AccountKind,
    Biller,
    Category,
    Charge,
    Payment,
    PaymentStep,
    Service,
)
from payments.states import State

LONGEST_NUMBER = 12


class StepInline(LookOnlyRows[PaymentStep, Payment]):
    model = PaymentStep
    fields = readonly_fields = ("when", "kind", "note")
    when = time_column("at", _("time"))


class ChargeInline(LookOnlyRows[Charge, Payment]):
    """The debit of another bank's card, where one pays."""

    model = Charge
    fields = readonly_fields = ("amount_minor", "state", "number", "made_at", "taken_at",
                                "undone_at", "attempts", "next_attempt_at")  # fmt: skip


@admin.register(Payment)
class PaymentAdmin(LookOnly[Payment]):
    """A payment with its customer and timeline, found by the number of its receipt."""

    list_display = ("receipt", "service", "sum_of_payment", "state", "made")
    list_filter = ("state",)
    list_select_related = ("service",)
    found_by = ("number",)
    linked_by = ("customer__id__exact",)
    ordering = ("-number",)  # ids are the forms'; numbers are the bank's own
    search_help_text = _("Number of the receipt, with dashes or without")
    inlines = (StepInline, ChargeInline)
    fields = (
        "receipt", "state", "whose", "service", "shown_account", "sum_of_payment", "sum_of_fee",
        "sum_of_total", "holder", "biller_number", "failure", "attempts", "next_try",
        "with_a_worker", "made", "sent", "finished", "resolved",
    )  # fmt: skip
    sum_of_payment = sum_column("amount", _("amount"), "amount_minor")
    sum_of_total = sum_column("total", _("total"))
    made = time_column("made_at", _("made"))
    sent = time_column("sent_at", _("sent"))
    finished = time_column("finished_at", _("finished"))
    next_try = time_column("next_attempt_at", _("next attempt"))
    with_a_worker = time_column("leased_until", _("with a worker until"))

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(desk_views.resolution)
        place = path("<uuid:payment_id>/resolution/", page, name="payments_payment_resolution")
        return [place, *super().get_urls()]

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

    @admin.display(description=_("fee"))
    def sum_of_fee(self, payment: Payment) -> str:
        """Nothing until it is known, which is not the same as no fee."""
        return NOTHING if payment.fee_minor is None else sum_text(payment.fee)

    @admin.display(description=_("account with the biller"))
    def shown_account(self, payment: Payment) -> str:
        return payment.account_shown

    @admin.display(description=_("outcome by people"))
    def resolved(self, payment: Payment) -> str:
        """The way to say what happened to a payment whose outcome is unknown."""
        last = payment.resolutions.first()
        if last is None and payment.state != State.UNKNOWN:
            return NOTHING
        address = reverse("admin:payments_payment_resolution", args=[payment.pk])
        said = last.get_state_display() if last else _("find out and propose")
        return format_html('<a href="{}">{}</a>', address, said)

    @admin.display(description=_("customer"))
    def whose(self, payment: Payment) -> str:
        """The customer's short name, leading to the file."""
        address = reverse("admin:accounts_customer_change", args=[payment.customer_id])
        return format_html('<a href="{}">{}</a>', address, payment.customer.short_name)


class CatalogueAdmin(LookOnly[models.Model]):
    is_small = True
    ordering = ("key",)
    list_display = ("key", "name_kk", "name_ru", "name_en")
    search_fields = ("key", "name_kk", "name_ru", "name_en")

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """All of the row. Named, since asking Django makes a form that nobody may fill in."""
        return [field.name for field in self.opts.fields if field.name != "id"]


admin.site.register((AccountKind, Biller, Category, Service), CatalogueAdmin)
