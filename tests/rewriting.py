"""What only a superuser can do to tables that are append-only, and how tests undo it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import psycopg

Superuser = Callable[[], psycopg.Connection]


@contextmanager
def rewritten(superuser: Superuser, tables: Sequence[str], *harm: str) -> Iterator[None]:
    """These tables as a superuser with the triggers off leaves them; put back afterwards."""
    with superuser() as owner:
        owner.execute("SET session_replication_role = replica")
        for table in tables:
            owner.execute(f"CREATE TEMP TABLE kept_{table} AS TABLE {table}".encode())
        for statement in harm:
            assert owner.execute(statement.encode()).rowcount > 0, statement
        owner.commit()
        try:
            yield
        finally:
            for table in tables:
                owner.execute(f"DELETE FROM {table}".encode())
                owner.execute(f"INSERT INTO {table} TABLE kept_{table}".encode())
            owner.commit()
