"""Statements that the server plans once a connection: for the few that every payment sends.

Django writes values into the text of each statement, which the server then parses and plans anew;
that costs as much as a whole posting. Here values travel beside the text (psycopg's own cursor),
and after `prepare_threshold` times (settings) the plan is kept. One cursor a connection serves all:
making one, with its wrappers, costs Python more than the statement.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.base import ServerBindingCursor
from psycopg.types.datetime import TimestamptzLoader

Values = Sequence[Any] | Mapping[str, Any]

_cursors: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()


def prepared_row(statement: str, values: Values) -> tuple[Any, ...]:
    """The first row of the answer: one round trip on the default connection, in its transaction.

    Errors are Django's, and whoever logs or counts statements sees this one too.
    """
    return prepared_rows(statement, values)[0]


def prepared_rows(statement: str, values: Values) -> list[tuple[Any, ...]]:
    """All rows of the answer, in the same way."""
    rows: list[tuple[Any, ...]] = _execute(statement, values).fetchall()
    return rows


def prepared_count(statement: str, values: Values) -> int:
    """How many rows the statement wrote, in the same way."""
    return int(_execute(statement, values).rowcount)


def _execute(statement: str, values: Values) -> Any:
    """The cursor with the answer, good until the next statement."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    database.validate_thread_sharing()
    database.close_if_health_check_failed()
    if database.connection is None:
        database.ensure_connection()
    cursor = _cursors.get(database.connection) or _make_cursor(database.connection)
    if database.queries_logged or database.execute_wrappers:
        wrap = database.make_debug_cursor if database.queries_logged else database.make_cursor
        wrap(cursor).execute(statement, values)
        if database.queries_logged and database.queries_log[-1]["sql"] is None:
            database.queries_log[-1]["sql"] = statement  # psycopg forgets a text once it is kept
        return cursor
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        cursor.execute(statement, values)
    return cursor


def _make_cursor(raw: Any) -> Any:
    make: Any = ServerBindingCursor
    cursor = _cursors[raw] = make(raw)
    # psycopg's own reading of moments: Django's is the same in slow words.
    cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
    return cursor
