"""Lists of the desk that stay fast at a million rows: leafed so far, never counted or sorted whole.

A list is read along an index, newest first; a column sorts it only where the admin says that an
index is there. Filters and searches go by indexes too: docs/desk.md, "Lists".
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Field, Model, Q, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.utils.functional import cached_property

# A list leafs through so many rows at most: counting millions would take seconds. What lies
# deeper is found by its id, its number or a filter.
LEAFED_ROWS = 10_000


class ShallowPaginator(Paginator[Any]):
    """Counts no further than a list leafs."""

    @cached_property
    def count(self) -> int:
        """How many rows there are to leaf through."""
        rows: Any = self.object_list
        return int(rows[:LEAFED_ROWS].count())


class DeskList(ChangeList):
    """A list in the order of its admin: an address cannot ask to sort a million rows otherwise."""

    @property
    def is_cut(self) -> bool:
        """Whether there may be more rows than the list leafs through."""
        return self.result_count >= LEAFED_ROWS

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[str | Combinable]:
        """The admin's own, unless its columns may be sorted by."""
        if not self.sortable_by:
            self.params.pop(ORDER_VAR, None)
        return list(super().get_ordering(request, queryset))


def rows_with(queryset: QuerySet[Model], *, columns: Iterable[str], typed: str) -> QuerySet[Model]:
    """The rows of which one of the `columns` is exactly what was typed; none for what none can be.

    Django's own search folds letters (`UPPER(column::text)`) and so reads every row.
    """
    wanted = Q()
    for column in columns:
        wanted |= _equals(queryset.model, column, typed)
    return queryset.filter(wanted) if wanted else queryset.none()


def _equals(model: type[Model], column: str, typed: str) -> Q:
    try:
        return Q((column, _field(model, column).to_python(typed)))
    except ValidationError:
        return Q()


def _field(model: type[Model], column: str) -> "Field[Any, Any]":
    """The field at the end of a path: `account__iban`."""
    *way, last = column.split("__")
    for step in way:
        related = model._meta.get_field(step).related_model
        assert isinstance(related, type)  # the admin's own word, not the visitor's
        model = related
    found: Any = model._meta.pk if last == "pk" else model._meta.get_field(last)
    return found  # type: ignore[no-any-return]
