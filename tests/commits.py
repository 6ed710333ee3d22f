"""A database of their own for tests that commit: those rolled back never see their rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connection, connections

from tests import environment


def copy_for_commits() -> None:
    """A second database beside the first: what tests commit is not seen by those rolled back."""
    name = connection.settings_dict["NAME"]
    superuser = environment.postgres().url("postgres", "postgres")
    with psycopg.connect(superuser, autocommit=True) as cluster:
        cluster.execute(f"DROP DATABASE IF EXISTS {name}_committed WITH (FORCE)")
        cluster.execute(f"CREATE DATABASE {name}_committed TEMPLATE {name} OWNER homebank_owner")
    # The billers of a run are the same for both: to them an old number is a repetition.
    with psycopg.connect(environment.postgres().url("postgres", f"{name}_committed")) as copy:
        copy.execute("SELECT setval('payments_number', nextval('payments_number') + 5000000)")


@contextmanager
def real_commits() -> Iterator[None]:
    """Every connection opened within the block is to the database of commits."""
    before = connection.settings_dict["NAME"]
    _work_on(f"{before.removesuffix('_committed')}_committed")
    try:
        yield
    finally:
        _work_on(before)


def end_sessions() -> None:
    """Cut every line to both databases: what a test's thread forgot would keep them from going."""
    name = connection.settings_dict["NAME"]
    superuser = environment.postgres().url("postgres", "postgres")
    with psycopg.connect(superuser, autocommit=True) as cluster:
        cluster.execute(CUT, [[name, f"{name}_committed"]])


CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s)"


def _work_on(name: str) -> None:
    connections.close_all()
    # Looked up each time: `as_owner` within the block leaves the connection another dictionary.
    for each in (settings.DATABASES["default"], connection.settings_dict):
        each["NAME"] = name
