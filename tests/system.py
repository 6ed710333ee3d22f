"""A whole running bank on a database of its own: for browser walks, for sockets, for killing."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import psycopg
import pytest

from homebank.launcher import System
from homebank.lib.embedded import CHECKOUT, Postgres, Valkey
from homebank.lib.ports import free_port
from tests import environment

T = TypeVar("T")


@dataclass
class LiveBank:
    """The running bank, as a stranger on the machine sees it."""

    system: System
    environment: dict[str, str]
    postgres: Postgres
    valkey: Valkey
    state: Path
    opened: list[Any] = field(default_factory=list)
    waiting: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    moving: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.system.port}"

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the bank; its output, whatever the exit code."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=CHECKOUT, env=self.environment,
            capture_output=True, text=True, check=False, timeout=600,
        )  # fmt: skip

    def person(self, **wishes: object) -> dict[str, Any]:
        """A fresh person of the running bank: phone, number, expiry, cvv, codeword, born, id."""
        waiting = self.waiting.setdefault(repr(wishes), [])
        if not waiting:  # a process for one person costs as much as for six
            script = MAKE_PEOPLE.format(wishes=wishes, count=6)
            made = self.manage("shell", "--no-imports", "-c", script)
            assert made.returncode == 0, made.stderr
            waiting.extend(json.loads(made.stdout.strip().splitlines()[-1]))
        return waiting.pop()

    def messages(self, phone: str) -> list[dict[str, Any]]:
        """What lies on the demo phone, newest first."""
        address = f"{self.url}/demo/phone/messages.json?phone={urllib.parse.quote(phone)}"
        with urllib.request.urlopen(address, timeout=120) as answer:
            found: list[dict[str, Any]] = json.load(answer)["messages"]
        return found

    def code(self, phone: str, *, after: int = 0, seconds: float = 240) -> str:
        """The newest code on the phone among what came after the first `after` messages."""

        def arrived() -> str | None:
            found = self.messages(phone)
            texts = [m["text"] for m in found[: len(found) - after]]
            return next((text[:6] for text in texts if text[:7].strip("0123456789") == ":"), None)

        return wait_for(arrived, seconds)

    def move_clock(self, seconds: int) -> None:
        """Every process of the running bank lives so much later from now on."""
        file = self.state / "clock"
        with self.moving:  # of two at once neither move is lost
            before = int(file.read_text()) if file.exists() else 0
            beside = file.with_suffix(".new")
            beside.write_text(str(before + seconds))
            beside.replace(file)

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the running bank's database, read as the superuser."""
        name = self.environment["DATABASE_URL"].rsplit("/", 1)[1]
        with psycopg.connect(self.postgres.url("postgres", name)) as connection:
            return connection.execute(sql, values).fetchall()


MAKE_PEOPLE = """
import json
from tests.people import new_person
people = [new_person(**{wishes!r}) for _ in range({count})]
print(json.dumps([dict(phone=p.phone, number=p.number, expiry=p.expiry, cvv=p.cvv,
  codeword=p.codeword, born=p.birth_date.isoformat(), password=p.password,
  customer=str(p.customer.pk), card=str(p.card.pk), account=p.card.account_id,
  homebank_id=p.user.homebank_id if p.user else None) for p in people]))
"""


def wait_for(ask: Callable[[], T | None], seconds: float = 240) -> T:
    """What `ask` answers once it is something; AssertionError when the time is over.

    The time is for machines that stand still for a while: it costs nothing where all is well.
    """
    began, pause = time.monotonic(), 0.02
    while True:
        answer = ask()
        if answer:
            return answer
        assert time.monotonic() - began < seconds, f"nothing came in {seconds} seconds"
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)


def start_bank(state: Path, postgres: Postgres, database: str, *, watched: bool) -> LiveBank:
    """Make the database, load the demo, start every process, wait for the site."""
    state.mkdir(exist_ok=True)
    (state / "clock").unlink(missing_ok=True)
    (state / "billers.journal").unlink(missing_ok=True)
    valkey = Valkey(state / "valkey")
    valkey.start()
    keys = f"{os.environ['HOMEBANK_FIELD_KEYS']},k2:{secrets.token_hex(32)}"  # k2: to rotate to
    env = {**os.environ, **postgres.urls(database), "REDIS_URL": valkey.url(),
           "HOMEBANK_FIELD_KEYS": keys,
           "DJANGO_SETTINGS_MODULE": "homebank.settings", "PYTHONPATH": str(CHECKOUT),
           "HOMEBANK_CLOCK_FILE": str(state / "clock"), "PYTHONUNBUFFERED": "1",
           "HOMEBANK_MAINTENANCE_FILE": str(state / "maintenance.json")}  # fmt: skip
    log = open(state / "log", "wb")  # noqa: SIM115 (closed with the bank)
    servers = (postgres, valkey) if watched else (valkey,)
    system = System(free_port(), state, env, servers, log=log)
    bank = LiveBank(system, env, postgres, valkey, state)
    make_database(bank, database)
    system.start()
    system.wait_until_ready(600)
    return bank


def make_database(bank: LiveBank, name: str) -> None:
    """Tables and the demo's people: made once a run for each cluster, then copied."""
    seeded = f"seeded_{RUN}"
    url = bank.postgres.url("postgres", "postgres")
    with psycopg.connect(url, autocommit=True) as cluster:
        cluster.execute("SELECT pg_advisory_lock(2611)")  # workers ask for it at one moment
        cluster.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        rows = cluster.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'seeded\_%'")
        known = {str(row[0]) for row in rows}
        if seeded in known:
            cluster.execute(f"CREATE DATABASE {name} OWNER homebank_owner TEMPLATE {seeded}")
            return
        for old in known:
            cluster.execute(f"DROP DATABASE {old} WITH (FORCE)")
        cluster.execute(f"CREATE DATABASE {name} OWNER homebank_owner")
        for step in ("migrate", "seed_demo"):
            done = bank.manage(step, "--verbosity=0")
            assert done.returncode == 0, done.stderr
        if bank.postgres.fast:
            cluster.execute(CUT, [name])
            cluster.execute(f"CREATE DATABASE {seeded} OWNER homebank_owner TEMPLATE {name}")


RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:16]
CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


def stop_bank(bank: LiveBank) -> None:
    """End every process and close what visitors left open."""
    bank.system.stop()
    bank.valkey.stop()
    for each in (*bank.opened, bank.system.log):
        each.close()


# Running banks by the group of their tests (xdist_group), with what ends each.
RUNNING: dict[str, Callable[[], None]] = {}


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """A bank whose group is over ends at once: its processes would take part of the machine.

    Without workers of xdist groups are not kept together, and banks end with the run.
    """
    group = _group(item)
    if environment.WORKER and nextitem is not None and _group(nextitem) != group:
        RUNNING.pop(group, lambda: None)()


def _group(item: pytest.Item) -> str:
    mark = item.get_closest_marker("xdist_group")
    return str(mark.args[0]) if mark else ""


@pytest.fixture(scope="session")
def live(request: pytest.FixtureRequest) -> Iterator[LiveBank]:
    """One running bank for all walks of this worker; fresh people, no flush."""
    state = environment.STATE / f"live-{environment.WORKER}"
    bank = start_bank(state, environment.postgres(), f"live_{environment.WORKER}", watched=False)
    RUNNING["live"] = partial(end_bank, bank)
    yield bank
    RUNNING.pop("live", lambda: None)()


@pytest.fixture(scope="session")
def mortal() -> Iterator[LiveBank]:
    """A bank with a durable cluster of its own, for tests that kill its parts."""
    state = environment.STATE / f"mortal-{environment.WORKER}"
    state.mkdir(exist_ok=True)
    postgres = Postgres(state / "postgres")
    postgres.start()
    bank = start_bank(state, postgres, "homebank_mortal", watched=True)
    RUNNING["mortal"] = partial(end_bank, bank, own_cluster=True)
    yield bank
    RUNNING.pop("mortal", lambda: None)()


def end_bank(bank: LiveBank, *, own_cluster: bool = False) -> None:
    """Stop it; its book has to be right."""
    stop_bank(bank)
    if own_cluster and not bank.postgres.runs():
        bank.postgres.start()
    clean = bank.manage("check_ledger")
    if own_cluster:
        bank.postgres.stop()
    assert clean.returncode == 0, clean.stdout + clean.stderr
