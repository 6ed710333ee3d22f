"""Rows of the ORM by statements that are worded and planned once: for the few busiest deeds.

The ORM words each query anew, and the server plans it anew: for a join of seven tables that is
four milliseconds, its answer is a tenth of one. Here a queryset is compiled at its first call and
only its ids change; writes name their columns. Fields, converters and models are the ORM's own.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models.query import get_related_populators
from psycopg.types.numeric import Int8

from homebank.lib.prepared import prepared_count, prepared_rows

M = TypeVar("M", bound=models.Model)


class KeptQuery(Generic[M]):
    """A queryset with ids for its parameters, compiled once: `KeptQuery(lambda pk: ...)`.

    The function makes the queryset from as many UUIDs (or texts, `of=str`) as it has parameters;
    whatever else stands in it stays as it was at the first call. A queryset that locks is called
    in a transaction.
    """

    def __init__(
        self, make: Callable[..., models.QuerySet[M]], *, of: type[UUID] | type[str] = UUID
    ) -> None:
        self._make, self._of = make, of
        self._compiled: _Compiled[M] | None = None

    def first(self, *ids: UUID | str) -> M | None:
        """The first row of the answer, if there is one."""
        rows = self.rows(*ids)
        return rows[0] if rows else None

    def get(self, *ids: UUID | str) -> M:
        """The one row. Its model's DoesNotExist if there is none."""
        rows = self.rows(*ids)
        if not rows:
            assert self._compiled is not None
            raise self._compiled.model.DoesNotExist  # type: ignore[attr-defined]
        return rows[0]

    def rows(self, *ids: UUID | str) -> list[M]:
        """All of them."""
        if self._compiled is None:
            marks = [self._of(str(uuid4())) for _ in ids]
            self._compiled = _Compiled(self._make, marks)
        return self._compiled.rows(ids)


def insert(*rows: models.Model) -> None:
    """Add rows of one model by one statement. An automatic id is not read back."""
    prepared_count(_insert_text(type(rows[0]), len(rows)), _inserted_values(rows))
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update(row: models.Model, *names: str, beside: Sequence[models.Model] = ()) -> None:
    """Write these fields of a row that exists; `names` are attributes: `quote_id`.

    `beside` are rows of one other model that are added by the same statement.
    """
    model = type(row)
    key, fields = _field(model, "pk"), [_field(model, name) for name in names]
    database = connections[DEFAULT_DB_ALIAS]
    values = [
        _value(field.get_db_prep_save(getattr(row, field.attname), database))
        for field in [*fields, key]
    ]
    text = _update_text(model, names)
    if beside:
        text = f"WITH beside AS ({_insert_text(type(beside[0]), len(beside))}) {text}"
        values = [*_inserted_values(beside), *values]
    if prepared_count(text, values) != 1:
        raise model.DoesNotExist  # type: ignore[attr-defined]


class _Compiled(Generic[M]):
    """The text of a query, the places of its ids, and how a row of its answer becomes a model."""

    def __init__(
        self, make: Callable[..., models.QuerySet[M]], marks: Sequence[UUID | str]
    ) -> None:
        self._compiler: Any = make(*marks).query.get_compiler(DEFAULT_DB_ALIAS)
        self._text, params = self._compiler.as_sql()
        places = {mark: number for number, mark in enumerate(marks)}
        self._params = [(places.get(p) if isinstance(p, UUID | str) else None, p) for p in params]
        info = self._compiler.klass_info
        self.model: type[M] = info["model"]
        select = self._compiler.select
        own = info["select_fields"]
        self._own = slice(own[0], own[-1] + 1)
        self._names = [select[place][0].target.attname for place in own]
        populators: Any = get_related_populators  # its stubs are of a later Django
        self._related = populators(info, select, DEFAULT_DB_ALIAS)
        self._converters = self._compiler.get_converters([each[0] for each in select])

    def rows(self, ids: Sequence[UUID | str]) -> list[M]:
        """The models of the answer, with what was selected beside them."""
        values = [value if place is None else ids[place] for place, value in self._params]
        found = prepared_rows(self._text, values)
        return [self._row(row) for row in self._compiler.apply_converters(found, self._converters)]

    def _row(self, row: Sequence[Any]) -> M:
        instance = self.model.from_db(DEFAULT_DB_ALIAS, self._names, row[self._own])
        for related in self._related:
            related.populate(row, instance)
        return instance


@cache
def _field(model: type[models.Model], name: str) -> Any:
    """The field of an attribute: `quote_id` names the column, as `quote` does not."""
    if name == "pk":
        return model._meta.pk
    return next(field for field in model._meta.concrete_fields if field.attname == name)


def _inserted_values(rows: Sequence[models.Model]) -> list[Any]:
    database, fields = connections[DEFAULT_DB_ALIAS], _inserted(type(rows[0]))
    return [
        _value(field.get_db_prep_save(field.pre_save(row, True), database))
        for row in rows
        for field in fields
    ]


@cache
def _inserted(model: type[models.Model]) -> list[Any]:
    return [f for f in model._meta.concrete_fields if not isinstance(f, models.AutoField)]


@cache
def _insert_text(model: type[models.Model], count: int) -> str:
    fields = _inserted(model)
    row = f"({', '.join(['%s'] * len(fields))})"
    table, rows = _quoted(model._meta.db_table), ", ".join([row] * count)
    return f"INSERT INTO {table} ({_columns(fields)}) VALUES {rows}"  # noqa: S608 (own names)


@cache
def _update_text(model: type[models.Model], names: tuple[str, ...]) -> str:
    changes = ", ".join(f"{_quoted(_field(model, name).column)} = %s" for name in names)
    table, key = _quoted(model._meta.db_table), _quoted(_field(model, "pk").column)
    return f"UPDATE {table} SET {changes} WHERE {key} = %s"  # noqa: S608 (own names)


def _columns(fields: Iterable[Any]) -> str:
    return ", ".join(_quoted(field.column) for field in fields)


def _quoted(name: str) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(name)


def _value(value: Any) -> Any:
    """Whole numbers are of one width: the server would plan for each width anew."""
    return Int8(value) if type(value) is int else value
