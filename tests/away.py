"""A database that is really away: no server at its port, or the line cut in the middle of work.

For tests with real commits only: a transaction to roll back does not outlive it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

from homebank.lib.ports import free_port
from tests import environment

CUT = "SELECT pg_terminate_backend(%s, 60000)"


@contextmanager
def no_database() -> Iterator[None]:
    """Nothing listens where the database should be."""
    connection.close()
    port = connection.settings_dict["PORT"]
    connection.settings_dict["PORT"] = str(free_port())
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["PORT"] = port


@contextmanager
def cut_before(statement: str) -> Iterator[None]:
    """The server ends our session just before the first statement that holds these words."""
    cut: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if statement in sql and not cut:
            cut.append(sql)
            _end_session()
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(watch):
            yield
    finally:
        connection.close()
    assert cut, f"nothing was asked with {statement}"


def _end_session() -> None:
    pid = connection.connection.info.backend_pid
    superuser = environment.postgres().url("postgres", "postgres")
    with psycopg.connect(superuser, autocommit=True) as cluster:
        assert cluster.execute(CUT, [pid]).fetchone() == (True,)
