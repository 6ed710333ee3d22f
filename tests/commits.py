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
    databases = (settings.DATABASES["default"], connection.settings_dict)
    name = connection.settings_dict["NAME"].removesuffix("_committed")
    before = connection.settings_dict["NAME"]
    connections.close_all()
    for each in databases:
        each["NAME"] = f"{name}_committed"
    try:
        yield
    finally:
        connections.close_all()
        for each in databases:
            each["NAME"] = before
