"""Restores a backup into an empty database, after all that can be checked beforehand."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from homebank.backups import keys, manifest, programs
from homebank.backups.errors import BackupRefused
from homebank.backups.manifest import Manifest

Say = Callable[[str], None]
FILLED = """
SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%'
LIMIT 1
"""


def read_backup(*, folder: Path, digest: str) -> Manifest:
    """The manifest, if files, program and keys fit it. BackupRefused names each that does not."""
    made = manifest.read(folder, digest=digest)
    unknown = [
        f"This program does not know the migration {app}.{name}: the backup is of a newer one."
        for app, name in sorted(applied_migrations(made) - known_migrations())
    ]
    faults = [*unknown, *keys.faults(made.keys)]
    if faults:
        raise BackupRefused(*faults)
    return made


def restore_backup(*, folder: Path, made: Manifest, jobs: int, say: Say) -> None:
    """Fill the empty database of DATABASE_OWNER_URL. BackupRefused if it cannot be filled."""
    faults = list(_unfit(made))
    if faults:
        raise BackupRefused(*faults)
    say(f"Restoring {made.lines:,} lines of the book and all the rest…")
    programs.run("pg_restore", f"--dbname={connection.settings_dict['NAME']}", f"--jobs={jobs}",
                 "--no-owner", "--exit-on-error", folder / manifest.DUMP)  # fmt: skip
    with owner_connection() as owner:
        owner.execute("ANALYZE")


def _unfit(made: Manifest) -> Iterator[str]:
    """Why this database cannot take the backup."""
    if not settings.DATABASE_OWNER_URL:
        yield "Set DATABASE_OWNER_URL: the owner of the tables restores them."
        return
    if (ours := programs.server_version()) < made.postgres:
        yield f"The backup is of PostgreSQL {made.postgres}, this server is {ours}: take a newer."
    with owner_connection() as owner:
        if filled := owner.execute(FILLED).fetchone():
            yield f"The database is not empty (it has {filled[0]}): restore into a new one."
        role = owner.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [made.web_role])
        if role.fetchone() is None:
            yield f"There is no role {made.web_role} here: make it first (docs/operating.md)."


def owner_connection() -> psycopg.Connection:
    """The owner of the database that is restored; each statement commits by itself."""
    database = str(connection.settings_dict["NAME"])
    return psycopg.connect(settings.DATABASE_OWNER_URL, dbname=database, autocommit=True)


def applied_migrations(made: Manifest) -> set[tuple[str, str]]:
    """App and name of each migration that the backup had."""
    return {(app, name) for app, name in made.migrations}


def known_migrations() -> set[tuple[str, str]]:
    """App and name of each migration of this program."""
    return set(MigrationLoader(None).disk_migrations)
