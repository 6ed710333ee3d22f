"""What a restored bank does before it works: it does not know what happened after the backup."""

from collections.abc import Callable, Iterable

import psycopg
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from homebank.backups.restoring import owner_connection
from payments.recovery import doubt_sent_payments

Say = Callable[[str], None]
# Numbers from sequences of their own leave the house (payments' numbers, IBANs). Those that were
# given out after the backup must not be given out again: each sequence goes on this much later.
AHEAD = 1_000_000
OWN_SEQUENCES = """
SELECT c.relname FROM pg_class c
WHERE c.relkind = 'S' AND c.relnamespace = 'public'::regnamespace AND NOT EXISTS (
  SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i'))
ORDER BY c.relname
"""
GO_ON = """
SELECT setval(
  {name}::regclass, (s.last_value + {ahead} - p.seqmin) % (p.seqmax - p.seqmin) + p.seqmin)
FROM {sequence} AS s, pg_sequence AS p WHERE p.seqrelid = {name}::regclass
"""


def resume(*, say: Say) -> None:
    """Jump over numbers, bring the tables up to this program, doubt what was on its way.

    For a bank restored from a backup, and for one that PostgreSQL itself recovered to a moment.
    """
    with owner_connection() as owner:
        for (name,) in owner.execute(OWN_SEQUENCES).fetchall():
            _jump(owner, name)
            say(f"Numbers: {name} goes on {AHEAD:,} later.")
    if newer := set(MigrationLoader(connection).disk_migrations) - set(_applied()):
        say(f"Migrations: {len(newer)} newer than the data…")
        call_command("migrate", verbosity=0)
    ended, _kinds = Session.objects.all().delete()
    say(f"Sign-ins ended: {ended:,}.")
    say(f"Payments on their way, to be asked for again: {doubt_sent_payments():,}.")


def _applied() -> Iterable[tuple[str, str]]:
    return MigrationRecorder(connection).applied_migrations()


def _jump(owner: psycopg.Connection, name: str) -> None:
    names = {"name": sql.Literal(name), "sequence": sql.Identifier(name), "ahead": AHEAD}
    owner.execute(sql.SQL(GO_ON).format(**names))
