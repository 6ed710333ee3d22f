"""Customers and users at the desk: to look at, masked; no hash, no codeword, no whole phone."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    Customer,
    IdentityDocument,
    Proposal,
    User,
)
from accounts.recovery import trusted_number
from accounts.staff import desk_pages
from accounts.staff.roles import Role
from homebank.lib.desk import LookOnly
from homebank.lib.desk_values import NOTHING


class WaitingNumber(admin.SimpleListFilter):
    """Whose proposed number waits: an approver finds here what is to be decided."""

    title = _("trusted number")
    parameter_name = "number"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(Proposal.State.WAITS, Proposal.State.WAITS.label)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Customer]) -> QuerySet[Customer]:
        if self.value() != Proposal.State.WAITS:
            return queryset
        waits = Proposal.objects.filter(kind=trusted_number.KIND, state=Proposal.State.WAITS)
        return queryset.filter(pk__in=waits.values("customer"))


@admin.register(Customer)
class CustomerAdmin(LookOnly[Customer]):
    list_display = ["shown_name", "shown_phone", "language", "opened_at", "blocked_at"]
    list_filter = [WaitingNumber]
    readonly_fields = fields = (
        "id", "full_name", "latin_name", "shown_iin", "shown_birth_year", "shown_phone",
        "sim_changed_at", "cools_until", "language", "opened_at", "blocked_at",
    )  # fmt: skip
    change_form_template = "admin/accounts/file.html"
    found_by = ("pk",)
    # Whom a caller names is looked for in the box above: counted, and told to whoever is found.
    search_help_text = _("The whole id of a customer. For anything else, use the box at the top.")
    words = {"language": "language"}

    def get_urls(self) -> list[URLPattern]:
        return [*desk_pages.pages(self.admin_site.admin_view), *super().get_urls()]

    @admin.display(description=_("customer"))
    def shown_name(self, customer: Customer) -> str:
        """Letters alone: the name stands in the file, behind a reason."""
        return customer.initials or str(_("not identified"))

    @admin.display(description=_("trusted number"))
    def shown_phone(self, customer: Customer) -> str:
        return customer.masked_phone

    @admin.display(description=_("IIN"))
    def shown_iin(self, customer: Customer) -> str:
        return customer.masked_iin

    @admin.display(description=_("year of birth"))
    def shown_birth_year(self, customer: Customer) -> str:
        return str(customer.born_on.year) if customer.born_on else ""


@admin.register(IdentityDocument)
class IdentityDocumentAdmin(LookOnly[IdentityDocument]):
    """The papers by which branches knew people: kind and days, the number masked."""

    list_display = ["kept_at", "kind", "masked_number", "ends"]
    list_filter = ["kind"]
    found_by = ("pk",)
    linked_by = ("customer__id__exact",)
    readonly_fields = fields = (
        "id", "customer", "kind", "masked_number", "issued_by", "begins", "ends", "kept_at",
    )  # fmt: skip

    @admin.display(description=_("number"))
    def masked_number(self, document: IdentityDocument) -> str:
        return document.masked_number

    @admin.display(description=_("issued on"))
    def begins(self, document: IdentityDocument) -> str:
        return f"{document.first_day:%d.%m.%Y}"

    @admin.display(description=_("valid until"))
    def ends(self, document: IdentityDocument) -> str:
        return f"{document.last_day:%d.%m.%Y}"


class RoleFilter(admin.RelatedFieldListFilter):
    """The roles of staff by their words."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        found = super().field_choices(field, request, model_admin)
        return [(key, word_of_role(str(name))) for key, name in found]


@admin.register(User)
class UserAdmin(LookOnly[User]):
    change_form_template = "admin/accounts/user.html"
    list_display = ["__str__", "first_name", "is_staff", "is_active", "registered_at"]
    list_filter = ["is_staff", "is_active", ("groups", RoleFilter)]
    readonly_fields = fields = (
        "login_name", "homebank_id", "first_name", "customer", "is_staff", "is_active", "roles",
        "registered_at",
    )  # fmt: skip
    found_by = ("login_name", "homebank_id")
    search_help_text = _("Login name, or Homebank ID.")

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        return ", ".join(word_of_role(group.name) for group in user.groups.all()) or NOTHING


admin.site.unregister(Group)  # Django's own page changes roles; ours are kept by migrations


@admin.register(Group)
class RoleAdmin(LookOnly[Group], GroupAdmin):
    """The six roles and what each may see."""

    is_small = True
    ordering = ["name"]
    list_display = ["role"]
    search_fields = []
    readonly_fields = fields = ("role", "sees")

    def named(self, row: Group) -> str:
        return word_of_role(row.name)

    @admin.display(description=_("role"), ordering="name")
    def role(self, group: Group) -> str:
        return word_of_role(group.name)

    @admin.display(description=_("sees"))
    def sees(self, group: Group) -> str:
        kinds = {each.content_type for each in group.permissions.select_related("content_type")}
        models = [kind.model_class() for kind in kinds]
        words = sorted(str(model._meta.verbose_name_plural) for model in models if model)
        return ", ".join(words) or NOTHING


def word_of_role(name: str) -> str:
    """The role in the reader's language; a group of no role is shown by its name."""
    return str(Role(name).label) if name in Role.values else name
