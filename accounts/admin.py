"""Customers and users at the desk: to look at, masked; no hash, no codeword, no whole phone."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, User, iin_fingerprint, phone_fingerprint
from homebank.lib.phone import parse_mobile


class LookOnly:
    """Files change by deeds with a reason and a second pair of eyes, never by a form."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False


@admin.register(Customer)
class CustomerAdmin(LookOnly, admin.ModelAdmin[Customer]):
    list_display = ["shown_name", "shown_phone", "language", "opened_at", "blocked_at"]
    readonly_fields = fields = (
        "id", "full_name", "latin_name", "shown_iin", "shown_birth_year", "shown_phone",
        "language", "opened_at", "blocked_at",
    )  # fmt: skip
    search_fields = ["id"]
    search_help_text = _("Whole phone number, IIN or Homebank ID.")
    show_full_result_count = False
    ordering = ["-opened_at"]

    @admin.display(description=_("customer"))
    def shown_name(self, customer: Customer) -> str:
        return customer.short_name

    @admin.display(description=_("trusted number"))
    def shown_phone(self, customer: Customer) -> str:
        return customer.masked_phone

    @admin.display(description=_("IIN"))
    def shown_iin(self, customer: Customer) -> str:
        return f"•••• •••• {customer.iin[-4:]}"

    @admin.display(description=_("year of birth"))
    def shown_birth_year(self, customer: Customer) -> str:
        return str(customer.born_on.year)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Customer], search_term: str
    ) -> tuple[QuerySet[Customer], bool]:
        """Sealed facts are found whole, by their fingerprints."""
        typed = "".join(search_term.split())
        if not typed:
            return queryset, False
        if mobile := parse_mobile(typed):
            return queryset.filter(phone_fingerprint=phone_fingerprint(mobile)), False
        if len(typed) == 8:
            return queryset.filter(user__homebank_id=typed), False
        return queryset.filter(iin_fingerprint=iin_fingerprint(typed)), False


@admin.register(User)
class UserAdmin(LookOnly, admin.ModelAdmin[User]):
    list_display = ["__str__", "first_name", "is_staff", "is_active", "registered_at"]
    list_filter = ["is_staff", "is_active", "groups"]
    readonly_fields = fields = (
        "login_name", "homebank_id", "first_name", "customer", "is_staff", "is_active", "groups",
        "registered_at",
    )  # fmt: skip
    search_fields = ["login_name", "homebank_id"]
    show_full_result_count = False
    ordering = ["-registered_at"]
