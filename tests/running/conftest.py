"""A second cluster to restore into, and the billers' simulator of the payments' tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from homebank.lib.embedded import CHECKOUT, Postgres
from tests import environment
from tests.payments.conftest import billers, simulator

__all__ = ["billers", "simulator"]


@dataclass
class Elsewhere:
    """A cluster of its own with one database, and the bank's commands upon it."""

    postgres: Postgres
    database: str
    more: dict[str, str] = field(default_factory=dict)

    def manage(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the bank on this database."""
        urls = self.postgres.urls(self.database)
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "homebank.settings", **urls, **self.more}
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=CHECKOUT, env={**env, **more},
            capture_output=True, text=True, check=False, timeout=600,
        )  # fmt: skip

    def query(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Rows of the database, read as the superuser."""
        url = self.postgres.url("postgres", self.database)
        with psycopg.connect(url) as connection:
            return connection.execute(sql, values).fetchall()


@pytest.fixture(scope="session")
def second_cluster() -> Iterator[Postgres]:
    """A cluster that knows nothing of the first."""
    root = environment.STATE / f"second-{environment.WORKER}"
    postgres = Postgres(root, fast=True)
    postgres.start()
    yield postgres
    postgres.stop()


@pytest.fixture(scope="session")
def empty_database(second_cluster: Postgres) -> Callable[[str], Elsewhere]:
    """Makes an empty database of the second cluster, owned by the owner."""

    def make(name: str) -> Elsewhere:
        url = second_cluster.url("postgres", "postgres")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name} OWNER homebank_owner")
        return Elsewhere(second_cluster, name)

    return make


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where backups lie."""
    return tmp_path_factory.mktemp("backups")
