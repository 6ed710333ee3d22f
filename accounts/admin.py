"""Customers and users at the desk: to look at, masked; no hash, no codeword, no whole phone."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, User, iin_fingerprint, phone_fingerprint
from homebank.lib.desk import LookOnly
from homebank.lib.phone import parse_mobile


@admin.register(Customer)
class CustomerAdmin(LookOnly[Customer]):
    list_display = ["shown_name", "shown_phone", "language", "opened_at", "blocked_at"]
    readonly_fields = fields = (
        "id", "full_name", "latin_name", "shown_iin", "shown_birth_year", "shown_phone",
        "language", "opened_at", "blocked_at",
    )  # fmt: skip
    search_fields = ["id"]
    search_help_text = _("Whole phone number, IIN or Homebank ID.")
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
class UserAdmin(LookOnly[User]):
    list_display = ["__str__", "first_name", "is_staff", "is_active", "registered_at"]
    list_filter = ["is_staff", "is_active", "groups"]
    readonly_fields = fields = (
        "login_name", "homebank_id", "first_name", "customer", "is_staff", "is_active", "groups",
        "registered_at",
    )  # fmt: skip
    search_fields = ["login_name", "homebank_id"]
    ordering = ["-registered_at"]


admin.site.unregister(Group)  # Django's own page changes roles; ours are kept by migrations


@admin.register(Group)
class RoleAdmin(LookOnly[Group], GroupAdmin):
    """The six roles and what each may see."""
