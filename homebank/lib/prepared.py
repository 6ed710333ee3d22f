"""Statements that the server plans once a connection: for the few that every payment sends.

Django writes values into the text of each statement, which the server then parses and plans anew;
that costs as much as a whole posting. Here values travel beside the text (psycopg's own cursor),
and after `prepare_threshold` times (settings) the plan is kept.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor


def prepared_row(statement: str, values: Sequence[Any]) -> tuple[Any, ...]:
    """The first row of the answer: one round trip on the default connection, in its transaction.

    Errors are Django's, and whoever logs or counts statements sees this one too.
    """
    return prepared_rows(statement, values)[0]


def prepared_rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of the answer, in the same way."""
    connection.validate_thread_sharing()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    raw: Any = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(raw) as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
