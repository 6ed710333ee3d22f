"""SIGKILL at each step of a payment: every payment ends once, the book balances, people are told.

`HOMEBANK_CHAOS=long` repeats the storms as docs/reliability.md says; a twentieth is in `make test`.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import threading
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import Any

import httpx
import psycopg
import pytest

from tests.flows import ask_for_code, draft, ended, pay, sign_in, state_of
from tests.system import LiveBank, wait_for
from tests.visitor import Visitor

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("mortal")]
IS_LONG = os.environ.get("HOMEBANK_CHAOS") == "long"
STORMS = 20 if IS_LONG else 1
# The promise of docs/reliability.md is measured where nothing else runs.
READY_SECONDS, PAGE_SECONDS = (15, 5) if IS_LONG else (240, 60)
TRY_SECONDS = 20  # whatever was killed with a code or a check in hand: begin anew
SLOW, SILENT = "+7 777 000 00 09", "+7 777 000 00 06"
START = 5_000_000
NOBODY = 2**22 + 1  # above any process id
# The page, the demo phone and the test's own reading of the database may all die half way.
KILLED_MEANWHILE = (
    httpx.HTTPError, HTTPException, OSError, psycopg.Error, AssertionError, LookupError,
    StopIteration,
)  # fmt: skip


@pytest.fixture(scope="module")
def people(mortal: LiveBank) -> list[tuple[Visitor, dict[str, Any]]]:
    """Four people, signed in."""
    made = [(Visitor(mortal), mortal.person()) for _ in range(4)]
    for visitor, person in made:
        sign_in(visitor, person)
    return made


def kill_web(bank: LiveBank) -> None:
    bank.system.kill("web")


def kill_work(bank: LiveBank) -> None:
    bank.system.kill("work")


def kill_beat(bank: LiveBank) -> None:
    bank.system.kill("beat")


def kill_codes(bank: LiveBank) -> None:
    bank.system.kill("codes")


def kill_valkey(bank: LiveBank) -> None:
    os.kill(wait_for(bank.valkey.pid), signal.SIGKILL)


def kill_backends(bank: LiveBank) -> None:
    """SIGKILL one backend: PostgreSQL then restarts all of them."""
    before = checkpointer(bank)
    wait_for(lambda: kill_one_backend(bank))
    wait_for(lambda: checkpointer(bank) not in (None, before), READY_SECONDS)


def kill_one_backend(bank: LiveBank) -> bool:
    """Whether there was one that still lived when it was shot at."""
    rows = bank.query("SELECT pid FROM pg_stat_activity WHERE usename = 'homebank_web' LIMIT 1")
    with contextlib.suppress(ProcessLookupError):
        os.kill(rows[0][0] if rows else NOBODY, signal.SIGKILL)
        return True
    return False


def kill_postmaster(bank: LiveBank) -> None:
    before = checkpointer(bank)
    os.kill(wait_for(bank.postgres.pid), signal.SIGKILL)
    wait_for(lambda: checkpointer(bank) not in (None, before), READY_SECONDS)


def checkpointer(bank: LiveBank) -> int | None:
    """The process of PostgreSQL that each life has anew, or None while the server is away.

    A backend may answer for a moment after the server has died: that is no proof of its return.
    """
    with contextlib.suppress(psycopg.Error):
        sql = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"
        return next((int(row[0]) for row in bank.query(sql)), None)
    return None


KILLS = [kill_web, kill_work, kill_beat, kill_codes, kill_valkey, kill_backends, kill_postmaster]


@pytest.mark.parametrize("kill", KILLS, ids=lambda kill: kill.__name__)
def test_a_part_killed_while_people_pay_loses_and_doubles_nothing(
    mortal: LiveBank, people: list[tuple[Visitor, dict[str, Any]]], kill: Callable[..., None]
) -> None:
    for _ in range(STORMS):
        before = {p["account"]: spent(mortal, p) for _v, p in people}
        with ThreadPoolExecutor(len(people)) as pool:
            futures = [pool.submit(pay_stubbornly, v, p) for v, p in people]
            time.sleep(random.uniform(0.1, 2.0))
            kill(mortal)
            answers_again(mortal)
            payments = [future.result(timeout=900) for future in futures]
        for (_visitor, person), payment in zip(people, payments, strict=True):
            assert ended(mortal, payment) == "done"
            assert spent(mortal, person) - before[person["account"]] == 103_500
            assert credits(mortal, payment) == 1


@pytest.mark.requirement("PAY-05", "temporary failure retried with the same number")
def test_a_worker_killed_while_the_biller_thinks_asks_again_with_the_same_number(
    mortal: LiveBank, people: list[tuple[Visitor, dict[str, Any]]]
) -> None:
    visitor, person = people[0]
    before = spent(mortal, person)
    payment = pay(visitor, person, account=SLOW)
    wait_for(lambda: credits(mortal, payment) == 1)
    mortal.system.kill("work")
    mortal.move_clock(60)  # its lease is over
    assert ended(mortal, payment) == "done"
    assert credits(mortal, payment) == 1
    assert spent(mortal, person) - before == 103_500


def test_a_site_killed_in_the_middle_of_a_confirmation_takes_all_or_nothing(
    mortal: LiveBank, people: list[tuple[Visitor, dict[str, Any]]]
) -> None:
    visitor, person = people[1]
    before = spent(mortal, person)
    payment = draft(visitor)
    code = ask_for_code(visitor, person, payment)
    window = visitor.twin()
    thread = threading.Thread(
        target=quietly, args=(lambda: window.fill("/confirmation/", code=code),)
    )
    thread.start()
    time.sleep(0.02)
    mortal.system.kill("web")
    thread.join()
    answers_again(mortal)
    if state_of(mortal, payment) == "draft":
        assert spent(mortal, person) == before
        visitor.open(f"/payments/{payment}/confirmation/")
        visitor.fill("/confirmation/", code=code)
    assert ended(mortal, payment) == "done"
    assert spent(mortal, person) - before == 103_500


def test_without_a_broker_pages_answer_and_sweeps_do_the_work(
    mortal: LiveBank, people: list[tuple[Visitor, dict[str, Any]]]
) -> None:
    visitor, person = people[2]
    kill_valkey(mortal)
    began = time.monotonic()
    assert visitor.open("/my/").status_code == 200
    assert time.monotonic() - began < PAGE_SECONDS
    payment = pay_stubbornly(visitor, person)
    assert ended(mortal, payment) == "done"


@pytest.mark.requirement("NTF-02", "nothing lost when worker, broker or gateway dies")
def test_everybody_was_told_of_every_payment_once(mortal: LiveBank) -> None:
    done = mortal.query("SELECT count(*) FROM payments_payment WHERE state = 'done'")[0][0]
    told = "SELECT count(*) FROM notifications_sms WHERE purpose = 'payment-done'"
    assert mortal.query(told)[0][0] == done
    waits = told + " AND state NOT IN ('sent', 'delivered')"
    wait_for(lambda: mortal.query(waits)[0][0] == 0)


def pay_stubbornly(visitor: Visitor, person: dict[str, Any]) -> str:
    """A customer who reloads until the bank answers, and pays the one payment that was begun."""
    until = time.monotonic() + 800
    payment, seen = "", 0
    while time.monotonic() < until:
        try:
            if not payment:
                seen = len(visitor.bank.messages(person["phone"]))
                payment = draft(visitor, seconds=TRY_SECONDS)
            if state_of(visitor.bank, payment) != "draft":
                return payment
            visitor.open(f"/payments/{payment}/")
            visitor.fill(f"{payment}/code/")
            visitor.open(f"/payments/{payment}/confirmation/")
            code = visitor.bank.code(person["phone"], after=seen, seconds=TRY_SECONDS)
            visitor.fill("/confirmation/", code=code)
        except KILLED_MEANWHILE:
            time.sleep(0.5)
    raise AssertionError(f"{payment!r} never left the draft")


def answers_again(bank: LiveBank) -> None:
    """The site answers soon after a kill, and nobody helped."""

    def ready() -> bool:
        try:
            with urllib.request.urlopen(f"{bank.url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, HTTPException):
            return False

    wait_for(ready, READY_SECONDS)


def spent(bank: LiveBank, person: dict[str, Any]) -> int:
    """Tiyn gone from the person's card, holds included."""
    sql = "SELECT amount_minor - held_minor FROM ledger_balance WHERE account_id = %s"
    return START - int(bank.query(sql, person["account"])[0][0])


def credits(bank: LiveBank, payment: str) -> int:  # noqa: A001
    """How often the biller credited the payment's number."""
    number = bank.query("SELECT number FROM payments_payment WHERE id = %s", payment)[0][0]
    address = f"http://127.0.0.1:{bank.system.simulator_port}/journal"
    with urllib.request.urlopen(address, timeout=60) as answer:
        lines = json.load(answer)
    return sum(str(number) in json.dumps(line) for line in lines)


def quietly(act: Callable[[], object]) -> None:
    """The answer may never come: the site is being killed."""
    with contextlib.suppress(httpx.HTTPError):
        act()
