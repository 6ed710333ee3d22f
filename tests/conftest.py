"""Fixtures for all tests: the database as the site's own role, real commits, the superuser."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases
from hypothesis import HealthCheck
from hypothesis import settings as examples

from homebank.catalogues import compile_catalogues
from homebank.database import as_owner
from homebank.lib.function_status import Kept
from tests import environment
from tests.commits import copy_for_commits, end_sessions, real_commits

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop

# The same examples in each run, however slow the machine: CI finds nothing that we did not.
# `--hypothesis-profile=exploring` looks for new ones.
for profile, is_same in (("steady", True), ("exploring", False)):
    examples.register_profile(profile, derandomize=is_same, deadline=None, database=None,
                              print_blob=True,
                              suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
examples.load_profile("steady")

pytest_plugins = ["tests.requirement_marks", "tests.system", "tests.browser"]


def pytest_configure(config: pytest.Config) -> None:
    """Once a run: static files with their manifest, and the catalogues of messages."""
    if not environment.WORKER:
        compile_catalogues()
        call_command("collectstatic", interactive=False, verbosity=0)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Seven thousand collected tests are not looked through again at each turn of the collector.

    A third of the suite's time went there.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """The owner makes the test database; tests work as the site's own role."""
    with django_db_blocker.unblock(), as_owner():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
        connections.close_all()
        copy_for_commits()
    yield
    with django_db_blocker.unblock():
        try:
            call_command("check_ledger")
            with real_commits():
                call_command("check_ledger")
        finally:
            connections.close_all()
            end_sessions()
            with as_owner():
                teardown_databases(made, verbosity=0)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Real commits and threads; no flush afterwards (the book refuses it): make your own people."""
    with django_db_blocker.unblock(), real_commits():
        yield


@pytest.fixture
def superuser(committed: None) -> Iterator[Callable[[], psycopg.Connection]]:
    """Connects to the test database as `postgres`, for planting what the book refuses."""
    name = connection.settings_dict["NAME"]
    opened: list[psycopg.Connection] = []

    def connect() -> psycopg.Connection:
        opened.append(psycopg.connect(environment.postgres().url("postgres", name)))
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


@pytest.fixture(autouse=True)
def _nothing_measured() -> None:
    """What a process keeps of measured functions is of the rows of another test."""
    for kept in Kept.every:
        kept.forget()
