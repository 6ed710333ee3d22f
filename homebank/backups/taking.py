"""Takes a backup: one snapshot of the whole database, dumped and described while the bank works."""

import os
import shutil
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from homebank.backups import keys, manifest, programs
from homebank.backups.errors import BackupRefused
from homebank.backups.manifest import Manifest
from homebank.lib import clock

Say = Callable[[str], None]
# Who is signed in is no part of the bank's books: after a restore everybody signs in again.
LEFT_OUT = ("django_session",)
SUMS = ("accounts", "sum_minor", "customers_minor", "held_minor")
BOOK = """
SELECT a.currency, count(*), coalesce(sum(b.amount_minor), 0)::bigint,
       coalesce(sum(b.amount_minor) FILTER (WHERE a.owner_id IS NOT NULL), 0)::bigint,
       coalesce(sum(b.held_minor), 0)::bigint
FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id GROUP BY a.currency
"""
TABLES = """
SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
ORDER BY c.relname
"""


def take_backup(*, into: Path, jobs: int, say: Say) -> tuple[Path, Manifest, str]:
    """A new folder in `into` with the dump and its manifest; the manifest and its digest too.

    The folder has its name only when it is whole: a torn one ends in `.partial`. `say` hears of
    each step. BackupRefused when it cannot be taken; then nothing is left behind.
    """
    if not settings.DATABASE_OWNER_URL:
        raise BackupRefused("Set DATABASE_OWNER_URL: only the owner of the tables reads them all.")
    folder = into / f"homebank-{clock.now().astimezone(UTC):%Y-%m-%dT%H-%M-%SZ}"
    torn = folder.with_suffix(".partial")
    if folder.exists() or torn.exists():
        raise BackupRefused(f"{folder} is there already.")
    try:
        torn.mkdir(parents=True, mode=0o700)
        made = _write(torn, jobs, say)
        digest = made.write(torn)
        torn.rename(folder)
    except OSError as reason:
        raise BackupRefused(f"{torn}: {reason.strerror}.") from None
    except psycopg.Error as reason:
        raise BackupRefused(f"The database: {reason}") from None
    finally:
        shutil.rmtree(torn, ignore_errors=True)
    return folder, made, digest


def _write(folder: Path, jobs: int, say: Say) -> Manifest:
    """Dump and description of the same moment."""
    with _one_moment() as (reader, snapshot):
        say("Dumping the database…")
        programs.run("pg_dump", "--format=directory", f"--file={folder / manifest.DUMP}",
                     f"--jobs={jobs}", f"--snapshot={snapshot}", "--compress=gzip:3", "--no-sync",
                     *(f"--exclude-table-data={table}" for table in LEFT_OUT))  # fmt: skip
        say("Counting rows, sums and keys of the same moment…")
        described = _describe(reader)
    say("Taking the digest of each file…")
    _keep_on_disk(folder)
    return Manifest(**described, files=manifest.digests(folder))  # type: ignore[arg-type]


@contextmanager
def _one_moment() -> Iterator[tuple[psycopg.Connection, str]]:
    """A connection of the owner whose snapshot others may share, and the snapshot's name."""
    url = settings.DATABASE_OWNER_URL
    with psycopg.connect(url, dbname=str(connection.settings_dict["NAME"])) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.read_only = True
        row = reader.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        yield reader, str(row[0])


def _describe(reader: psycopg.Connection) -> dict[str, object]:
    sealed = {f"{table}.{column}": _key_ids(reader, table, column)
              for table, column in sorted(_existing(reader, keys.sealed_columns()))}  # fmt: skip
    key_ids = sorted({key_id for found in sealed.values() for key_id in found})
    return {
        "made_at": clock.now().astimezone(UTC).isoformat(timespec="seconds"),
        "program": {"version": _version(), "commit": settings.COMMIT},
        "postgres": programs.server_version(),
        "web_role": str(settings.DATABASES["default"]["USER"]),
        "migrations": [list(row) for row in reader.execute(
            "SELECT app, name FROM django_migrations ORDER BY app, name")],
        "rows": _count(reader),
        "book": {row[0]: dict(zip(SUMS, row[1:], strict=True)) for row in reader.execute(BOOK)},
        "sealed": sealed,
        "keys": keys.key_checks(key_ids),
    }  # fmt: skip


def _count(reader: psycopg.Connection) -> dict[str, int]:
    counted = {}
    for (table,) in reader.execute(TABLES).fetchall():
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
        row = reader.execute(query).fetchone()
        counted[table] = 0 if table in LEFT_OUT or row is None else int(row[0])
    return counted


def _existing(
    reader: psycopg.Connection, wanted: Iterable[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Those that the database has: a backup is taken before an upgrade's tables are made too."""
    query = "SELECT table_name, column_name FROM information_schema.columns"
    return set(wanted) & {(str(table), str(column)) for table, column in reader.execute(query)}


def _key_ids(reader: psycopg.Connection, table: str, column: str) -> dict[str, int]:
    """How many values of a sealed column each key sealed."""
    query = sql.SQL(
        "SELECT split_part({column}, '$', 2), count(*) FROM {table} WHERE {column} IS NOT NULL"
        " GROUP BY 1"
    ).format(column=sql.Identifier(column), table=sql.Identifier(table))
    return {str(key_id): int(count) for key_id, count in reader.execute(query)}


def _version() -> str:
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def _keep_on_disk(folder: Path) -> None:
    """A backup that a power cut takes back is none."""
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)
