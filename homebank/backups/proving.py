"""Proves a restored database against the manifest: rows, sums, the book, every sealed value."""

from collections.abc import Callable, Iterable, Iterator

from django.db import connection

from homebank.backups.errors import BackupRefused
from homebank.backups.manifest import Manifest
from homebank.backups.taking import BOOK
from homebank.lib import crypto
from ledger.checking import count_lines, find_wrongs

Say = Callable[[str], None]
MOST_FAULTS = 20


def prove(*, made: Manifest, say: Say) -> None:
    """Say what is proven, as the site's own role; BackupRefused names what is not as it was."""
    counted = _prove_rows(made)
    say(f"Rows: {counted:,} in {len(made.rows)} tables, as many as were backed up.")
    _prove_sums(made)
    say(f"Sums: {', '.join(sorted(made.book)) or 'no currency'}, as they were backed up.")
    prove_what_stands(columns=list(made.sealed), say=say)


def prove_what_stands(*, columns: Iterable[str], say: Say) -> None:
    """The book by its own rules, and every value of the sealed columns (`table.column`)."""
    wrongs = [finding.text for finding in find_wrongs()]
    if wrongs:
        raise BackupRefused(*wrongs[:MOST_FAULTS], f"The book is wrong in {len(wrongs)} places.")
    say(f"Book: right, {count_lines()['entries']:,} lines.")
    say(f"Sealed: {_prove_sealed(columns):,} values read with the keys of this process.")


def _prove_rows(made: Manifest) -> int:
    total, faults = 0, []
    with connection.cursor() as cursor:
        for table, wanted in sorted(made.rows.items()):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            [found] = cursor.fetchone()
            total += found
            if found != wanted:
                faults.append(f"{table} has {found:,} rows instead of {wanted:,}.")
    if faults:
        raise BackupRefused(*faults)
    return total


def _prove_sums(made: Manifest) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BOOK)
        found = {currency: list(sums) for currency, *sums in cursor.fetchall()}
    wanted = {
        currency: [
            told[name] for name in ("accounts", "sum_minor", "customers_minor", "held_minor")
        ]
        for currency, told in made.book.items()
    }
    if found != wanted:
        raise BackupRefused(f"The sums of the book are {found}, not {wanted}.")


def _prove_sealed(columns: Iterable[str]) -> int:
    count, faults = 0, []
    for place in columns:
        for token in _values(place):
            count += 1
            try:
                crypto.unseal(token, column=place)
            except (crypto.CannotUnseal, ValueError) as reason:
                faults.append(str(reason))
    if faults:
        raise BackupRefused(*faults[:MOST_FAULTS], f"{len(faults):,} values cannot be read.")
    return count


def _values(place: str) -> Iterator[str]:
    table, column = (connection.ops.quote_name(name) for name in place.split("."))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")  # noqa: S608
        while rows := cursor.fetchmany(1000):
            yield from (row[0] for row in rows)
