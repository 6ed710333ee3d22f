"""A PostgreSQL and a Valkey of the benchmarks' own, with durable defaults, a database each."""

from __future__ import annotations

import atexit
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from homebank.lib import embedded

MEMORY = Path("/dev/shm")  # noqa: S108
TOLD = ("shared_buffers", "fsync", "synchronous_commit", "full_page_writes", "wal_level",
        "max_wal_size", "jit", "max_connections")  # fmt: skip


@dataclass
class Cluster:
    """Servers of this run alone."""

    state: Path
    postgres: embedded.Postgres
    environment: dict[str, str]

    def database(self, name: str) -> dict[str, str]:
        """The environment of a contender with a fresh database `bench_<name>`."""
        database = _database_of(name)
        self.drop(name)
        with self.superuser() as c:
            quoted = sql.Identifier(database)
            c.execute(sql.SQL("CREATE DATABASE {} OWNER homebank_owner").format(quoted))
        urls = self.postgres.urls(database)
        return {**self.environment, **urls, "BENCH_DATABASE_URL": urls["DATABASE_OWNER_URL"],
                "BENCH_SUPERUSER_URL": self.postgres.url("postgres", database)}  # fmt: skip

    def drop(self, name: str) -> None:
        """Throw a contender's database away, if there is one."""
        with self.superuser() as c:
            quoted = sql.Identifier(_database_of(name))
            c.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(quoted))

    def analyse(self, name: str) -> None:
        """Tell the planner of a filled database what autovacuum would tell it in a minute."""
        with self.superuser(_database_of(name)) as c:
            c.execute("VACUUM ANALYZE")

    def superuser(self, database: str = "postgres") -> psycopg.Connection:
        """A connection that commits each statement, for making databases and reading settings."""
        return psycopg.connect(self.postgres.url("postgres", database), autocommit=True)

    def settings(self) -> dict[str, str]:
        """The server's version and the settings that durability and speed depend on."""
        with self.superuser() as c:
            shown = {name: _show(c, name) for name in TOLD}
            return {"version": _show(c, "server_version"), **shown}


def _database_of(name: str) -> str:
    return f"bench_{name.replace('-', '_')}"


def start(*, in_memory: bool = False) -> Cluster:
    """Fresh servers below the checkout's state folder, or in memory (fsync stays on).

    They stop, and their data goes, when this process ends.
    """
    parent = MEMORY if in_memory else embedded.state_folder()
    state = parent / f"bench-{os.getpid()}"
    state.mkdir()
    state.chmod(0o755)
    atexit.register(_throw_away, state)  # the last of all: the servers' own leaving is before it
    environment = embedded.enter(state)
    postgres = embedded.Postgres(state / "postgres")
    return Cluster(state, postgres, {**os.environ, **environment, **as_in_production()})


def as_in_production() -> dict[str, str]:
    """No demo, no movable clock: what those cost is no cost of a bank."""
    return {"HOMEBANK_DEMO": "0", "HOMEBANK_CLOCK_FILE": "", "HOMEBANK_CODE_HOST": "bank.example",
            "PYTHONUNBUFFERED": "1"}  # fmt: skip


def _throw_away(state: Path) -> None:
    embedded.Postgres(state / "postgres").remove()
    shutil.rmtree(state, ignore_errors=True)


def _show(c: psycopg.Connection, name: str) -> str:
    row = c.execute(sql.SQL("SHOW {}").format(sql.Identifier(name))).fetchone()
    assert row is not None
    return str(row[0])
