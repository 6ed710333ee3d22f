"""What every list and page of the desk shares: rows are looked at, and found only as offered."""

from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.db.models import Model
from django.http import HttpRequest

M = TypeVar("M", bound=Model)
Parent = TypeVar("Parent", bound=Model)

# What Django's own filters put into an address after a field's name.
FILTER_FORMS = ("", "__exact", "__isnull", "__isempty", "__gte", "__lt", "__id__exact")


class _Unchanged(BaseModelAdmin[M]):
    """Rows change by deeds of services, never by a form."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LookOnly(_Unchanged[M], admin.ModelAdmin[M]):
    """Rows to look at. Every ModelAdmin of the bank is one.

    Django lets an address filter by any column of the row (`?password__startswith=argon2`), so
    that whoever may see a list could read what it hides, bit by bit. Here an address filters by
    the primary key, by `list_filter`, and by `linked_by`, the look-ups in links of our own pages.
    """

    show_full_result_count = False  # counting millions takes seconds
    linked_by: tuple[str, ...] = ()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Whether an address may filter by `lookup`; what it may not is answered with 400."""
        key = self.opts.pk.name
        by_key = {form.format(name) for name in ("pk", key) for form in ("{}", "{}__exact")}
        return lookup in by_key | self._offered(request) | set(self.linked_by)

    def _offered(self, request: HttpRequest | None) -> set[str]:
        """The names that the filters beside the list take from an address."""
        filters = self.list_filter if request is None else self.get_list_filter(request)
        names: set[str] = set()
        for each in filters:
            if isinstance(each, type) and issubclass(each, admin.SimpleListFilter):
                names.add(str(each.parameter_name))
            else:
                field = each[0] if isinstance(each, list | tuple) else each
                names |= {f"{field}{form}" for form in FILTER_FORMS}
        return names


class LookOnlyRows(_Unchanged[M], admin.TabularInline[M, Parent]):
    """Rows of another table under the page of their own row, to look at too."""

    extra = 0
    can_delete = False
