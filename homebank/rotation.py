"""Sealing everything anew under the newest field key, while the bank works (`rotate_keys`)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from homebank.backups.keys import FIELD_KEYS, sealed_models
from homebank.lib import crypto

Say = Callable[[str], None]
Row = tuple[object, ...]
# Locks are short: so many rows in one transaction.
BATCH = 200
MOST_FAULTS = 20

COUNT = """
SELECT split_part({column}, '$', 2), count(*) FROM {table} WHERE {column} IS NOT NULL GROUP BY 1
"""
MAY_CHANGE = "SELECT has_column_privilege(%s, %s, 'UPDATE')"
# In the order of the key, as everybody locks. Rows that somebody holds are skipped at first.
TAKE = """
SELECT {key}, {columns} FROM {table} WHERE {old} AND {after} ORDER BY {key} LIMIT {count}
FOR NO KEY UPDATE {skip}
"""
PUT = "UPDATE {table} SET {sets} WHERE {key} = %s"


class RotationRefused(Exception):
    """Why nothing, or not everything, could be sealed anew; a sentence for each reason."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("\n".join(reasons))


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table with sealed columns, and the column of its key."""

    name: str
    key: str
    columns: tuple[str, ...]


def sealed_tables() -> list[SealedTable]:
    """Every table that holds a sealed column, whichever room it is of."""
    return [
        SealedTable(model._meta.db_table, str(model._meta.pk.column), columns)
        for model, columns in sealed_models()
    ]


def count_by_key() -> dict[str, Counter[str]]:
    """How many values stand under each key, by key and column (`table.column`).

    Under "" stands what is not sealed at all: it was written by none of ours.
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for table in sealed_tables():
        for column in table.columns:
            query = sql.SQL(COUNT).format(
                column=sql.Identifier(column), table=sql.Identifier(table.name)
            )
            for key_id, count in _rows(query):
                found[str(key_id)][f"{table.name}.{column}"] = int(str(count))
    return found


def rotate(*, say: Say, batch: int = BATCH) -> int:
    """Seal every value anew that stands under an older key; how many rows were changed.

    Run again after a kill it goes on: what is done stands under the newest key, and is not looked
    at twice. Each batch is a transaction; its rows are locked before they are read, so nothing that
    somebody writes meanwhile is overwritten. RotationRefused names keys that are missing and tables
    that cannot be changed, before anything is written, and values that could not be read, after.
    """
    _refuse_what_cannot_be()
    changed, faults = 0, list[str]()
    for table in sealed_tables():
        changed += _Turn(table, batch, say, faults).run()
    if faults:
        raise RotationRefused(*faults[:MOST_FAULTS], f"{len(faults):,} rows are left as they were.")
    return changed


@dataclass(slots=True)
class _Turn:
    """One table's turn. `faults` gathers what could not be read."""

    table: SealedTable
    batch: int
    say: Say
    faults: list[str]
    changed: int = 0

    def run(self) -> int:
        """Free rows in batches; then those that were held, one by one, waiting for each."""
        due = self._count()
        if not due:
            return 0
        self._walk(self.batch, due, skip=True)
        if self._count() > len(self.faults):
            self._walk(1, due, skip=False)
        return self.changed

    def _walk(self, count: int, due: int, *, skip: bool) -> None:
        last: object = None
        while rows := self._seal_batch(last, count, skip=skip):
            last = rows[-1][0]
            self.say(f"{self.table.name}: {self.changed:,} of {due:,}")

    def _seal_batch(self, last: object, count: int, *, skip: bool) -> list[Row]:
        """The rows of one transaction, before they were sealed anew."""
        with transaction.atomic(durable=True):
            rows = _rows(self._take(last, count, skip=skip))
            anew = [(row, new) for row in rows if (new := self._reseal(row)) is not None]
            sets = sql.SQL(", ").join(
                sql.SQL("{} = %s").format(sql.Identifier(each)) for each in self.table.columns
            )
            put = sql.SQL(PUT).format(
                table=sql.Identifier(self.table.name), sets=sets, key=sql.Identifier(self.table.key)
            )
            with connection.cursor() as cursor:
                values: list[tuple[Any, ...]] = [(*new, row[0]) for row, new in anew]
                cursor.executemany(put, values)
        self.changed += len(anew)
        return rows

    def _reseal(self, row: Row) -> list[str | None] | None:
        """The row's values under the newest key; None, and a fault, if one cannot be read."""
        try:
            return [
                None if token is None else crypto.reseal(
                    str(token), column=f"{self.table.name}.{column}")
                for column, token in zip(self.table.columns, row[1:], strict=True)
            ]  # fmt: skip
        except (crypto.CannotUnseal, ValueError) as reason:
            fault = f"{self.table.name} {row[0]}: {reason}"
            if fault not in self.faults:
                self.faults.append(fault)
            return None

    def _take(self, last: object, count: int, *, skip: bool) -> sql.Composed:
        key = sql.Identifier(self.table.key)
        after = sql.SQL("true") if last is None else sql.SQL("{} > {}").format(key, last)
        return sql.SQL(TAKE).format(
            key=key, after=after, count=count, old=self._old(),
            columns=sql.SQL(", ").join(map(sql.Identifier, self.table.columns)),
            table=sql.Identifier(self.table.name), skip=sql.SQL("SKIP LOCKED" if skip else ""),
        )  # fmt: skip

    def _old(self) -> sql.Composed:
        """Whether any value of a row stands under another key than the newest."""
        newest = sql.Literal(f"v1${crypto.newest_key_id()}$")
        tests = [
            sql.SQL("NOT starts_with({}, {})").format(sql.Identifier(column), newest)
            for column in self.table.columns
        ]
        return sql.SQL("({})").format(sql.SQL(" OR ").join(tests))

    def _count(self) -> int:
        query = sql.SQL("SELECT count(*) FROM {} WHERE {}")
        [(count,)] = _rows(query.format(sql.Identifier(self.table.name), self._old()))
        return int(str(count))


def _refuse_what_cannot_be() -> None:
    missing = [
        f"There is no key {key_id!r} in {FIELD_KEYS}, and {columns.total():,} values need it: "
        f"{', '.join(sorted(columns))}."
        for key_id, columns in sorted(count_by_key().items())
        if key_id and key_id not in settings.FIELD_KEYS
    ]
    shut = [
        f"{table.name}.{column} may not be changed by this role."
        for table in sealed_tables()
        for column in table.columns
        if not _may_change(table.name, column)
    ]
    if missing or shut:
        raise RotationRefused(*missing, *shut)


def _may_change(table: str, column: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(MAY_CHANGE, [connection.ops.quote_name(table), column])
        return bool(cursor.fetchone()[0])


def _rows(query: sql.Composed) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows: list[Row] = cursor.fetchall()
    return rows


def old_keys(counted: dict[str, Counter[str]]) -> Iterator[tuple[str, Counter[str]]]:
    """Of `count_by_key()`: keys other than the newest that values still stand under."""
    for key_id, columns in sorted(counted.items()):
        if key_id != crypto.newest_key_id():
            yield key_id, columns
