"""What every list and page of the desk shares: rows are looked at, and found only as offered.

Times, sums, facts and codes show themselves as people read them: docs/look.md, "The desk".
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, TypeVar

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Model, QuerySet
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from homebank.lib import desk_values
from homebank.lib.desk_facts import FACTS
from homebank.lib.desk_lists import DeskList, ShallowPaginator, rows_with

M = TypeVar("M", bound=Model)
Parent = TypeVar("Parent", bound=Model)

# What Django's own filters put into an address after a field's name.
FILTER_FORMS = ("", "__exact", "__isnull", "__isempty", "__gte", "__lt", "__id__exact")


class _Unchanged(BaseModelAdmin[M]):
    """Rows change by deeds of services, never by a form; each value is shown in the house's form.

    A list or page names the columns of the row; what is shown is of the column's kind: a time in
    Almaty, `x_minor` as the sum of the row's `x`, JSON as labelled rows, yes and no, and a code
    named in `words` (column -> family of homebank.lib.desk_words) as its word. No page of the
    desk needs a script.
    """

    words: ClassVar[Mapping[str, str]] = {}
    empty_value_display = desk_values.NOTHING
    media = Media()

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._shown_as: dict[str, str] = {}
        for field in self.opts.concrete_fields:
            kind, show = self._way_to_show(field)
            if show is not None:
                self._shown_as[field.name] = name = f"{kind}_{field.name.removesuffix('_minor')}"
                if not hasattr(self, name):  # the admin's own column of that name wins
                    setattr(self, name, show)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What the page shows: `fields`, or every column that is not excluded, each once."""
        if self.fields:
            return self.fields
        hidden = set(self.exclude or ())
        columns = [field.name for field in self.opts.fields if field.name not in hidden]
        return [*columns, *(name for name in self.readonly_fields if name not in columns)]

    def get_list_display(self, request: HttpRequest) -> Any:
        """The columns of the list, each in the form it is shown in."""
        return self._shown(super().get_list_display(request))  # type: ignore[misc]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The rows of the page, each in the form it is shown in."""
        sets = super().get_fieldsets(request, obj)
        return [(name, {**said, "fields": self._shown(said["fields"])}) for name, said in sets]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All that the page shows: Django makes no form of it."""
        return flatten_fieldsets(self.get_fieldsets(request, obj))

    def _shown(self, names: Iterable[Any]) -> list[Any]:
        return [self._shown_as.get(name, name) for name in names]

    def _way_to_show(self, field: "models.Field[Any, Any]") -> tuple[str, Any]:
        if field.name in self.words:
            family = self.words[field.name]
            return "word", desk_values.word_column(field.name, field.verbose_name, family)
        if isinstance(field, models.BooleanField):
            return "flag", desk_values.flag_column(field.name, field.verbose_name)
        if isinstance(field, models.DateTimeField):
            return "time", desk_values.time_column(field.name, field.verbose_name)
        if isinstance(field, models.JSONField):
            return "facts", desk_values.facts_column(field.name, field.verbose_name)
        if field.name.endswith("_minor"):
            stem = field.name.removesuffix("_minor")
            heading = FACTS.get(stem, field.verbose_name)
            return "sum", desk_values.sum_column(stem, heading, ordering=field.name)
        return "", None


class LookOnly(_Unchanged[M], admin.ModelAdmin[M]):
    """Rows to look at. Every ModelAdmin of the bank is one.

    Django lets an address filter by any column of the row (`?password__startswith=argon2`), so
    that whoever may see a list could read what it hides, bit by bit. Here an address filters by
    the primary key, by `list_filter`, and by `linked_by`, the look-ups in links of our own pages.

    A list goes by indexes only (homebank.lib.desk_lists): the newest first, found by a whole value
    of the columns in `found_by`. `is_small` is said of what the bank itself sets up, some
    hundreds of rows: such a list is searched and sorted as Django does.
    """

    is_small: ClassVar[bool] = False
    found_by: ClassVar[tuple[str, ...]] = ()
    list_per_page = 50
    ordering: ClassVar[Any] = ("-pk",)
    paginator = ShallowPaginator
    sortable_by: ClassVar[Any] = ()
    show_full_result_count = False  # counting millions takes seconds
    show_facets = admin.ShowFacets.NEVER  # and so do the counts beside each filter
    change_form_template = "admin/row.html"
    linked_by: tuple[str, ...] = ()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list that keeps to its order."""
        return DeskList

    def get_search_fields(self, request: HttpRequest) -> Any:
        """By what rows are found; without it no box is shown."""
        return self.found_by or super().get_search_fields(request)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[M], search_term: str
    ) -> tuple[QuerySet[M], bool]:
        """Rows found by a whole value, along an index."""
        if not self.found_by:
            return super().get_search_results(request, queryset, search_term)
        typed: Any = queryset
        if search_term.strip():
            typed = rows_with(typed, columns=self.found_by, typed=search_term.strip())
        return typed, False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Whether an address may filter by `lookup`; what it may not is answered with 400."""
        key = self.opts.pk.name
        by_key = {form.format(name) for name in ("pk", key) for form in ("{}", "{}__exact")}
        return lookup in by_key | self._offered(request) | set(self.linked_by)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, headed by what it lists. Nothing is posted to it."""
        _only_looked_at(request)
        title = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        return super().changelist_view(request, title)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The row, headed by what it is and by its own name."""
        row = context["original"]
        heads = {"title": capfirst(self.opts.verbose_name), "subtitle": self.named(row)}
        return super().render_change_form(request, {**context, **heads}, *args, **kwargs)

    def history_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What Django noted of the row. Nothing is posted to it."""
        _only_looked_at(request)
        return super().history_view(request, *args, **kwargs)

    def named(self, row: M) -> str:
        """What this row is called; nothing for one that has but an id."""
        return "" if str(row.pk) in str(row) else str(row)

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


def _only_looked_at(request: HttpRequest) -> None:
    if request.method not in {"GET", "HEAD"}:
        raise PermissionDenied


class LookOnlyRows(_Unchanged[M], admin.TabularInline[M, Parent]):
    """Rows of another table under the page of their own row, to look at too."""

    extra = 0
    can_delete = False
