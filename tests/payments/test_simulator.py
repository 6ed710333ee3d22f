"""The biller simulator as a process: it forgets nothing when killed, and speaks clearly."""

import subprocess
import sys
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from homebank.lib.money import Money
from homebank.lib.ports import free_port
from payments.billers import BillerRefused, Order
from payments.billers.moods import BEHAVIOURS
from payments.billers.osmp import OsmpBiller
from payments.billers.simulator import PATH
from payments.models import AccountKind
from tests import environment
from tests.payments.conftest import Billers, start_simulator
from tests.requirement_marks import Done

AT, LIMIT = datetime(2026, 11, 21, tzinfo=UTC), timedelta(seconds=5)


def order(port: int, number: int, account: str = "7010000100", minor: int = 150_000) -> Order:
    return Order(f"http://127.0.0.1:{port}{PATH}", number, account, Money(minor), AT, LIMIT)


def test_a_killed_simulator_remembers_what_it_credited(tmp_path: Path) -> None:
    port, journal = free_port(), tmp_path / "journal"
    first = start_simulator(port, journal)
    told = OsmpBiller().pay(order(port, 501))
    first.kill()
    first.wait(10)
    with journal.open("a") as file:
        file.write('{"txn_id": "502", "acc')  # it died while it wrote this line
    second = start_simulator(port, journal)
    assert OsmpBiller().pay(order(port, 501)) == told
    assert len(Billers(f"http://127.0.0.1:{port}").journal()) == 1
    second.terminate()
    second.wait(10)


def test_a_number_used_for_something_else_is_refused(simulator: Billers) -> None:
    port = int(simulator.url.rsplit(":", 1)[1])
    OsmpBiller().pay(order(port, 601))
    with pytest.raises(BillerRefused) as refused:
        OsmpBiller().pay(order(port, 601, minor=999_999))
    assert refused.value.code == "other"


@pytest.mark.parametrize("query", ["", "?command=pay", "?command=drop&txn_id=1&account=1&sum=1"])
def test_a_bad_question_gets_an_empty_page_as_in_real_life(simulator: Billers, query: str) -> None:
    with urllib.request.urlopen(simulator.url + PATH + query, timeout=60) as answer:
        assert (answer.status, answer.read()) == (200, b"")


def test_a_taken_port_is_one_clear_line(simulator: Billers, tmp_path: Path) -> None:
    port = simulator.url.rsplit(":", 1)[1]
    command = [sys.executable, "manage.py", "billersim", f"--port={port}",
               f"--state={tmp_path / 'journal'}"]  # fmt: skip
    done = subprocess.run(
        command, cwd=environment.checkout(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.strip() == f"CommandError: port {port}: Address already in use"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["student-iin", "tv-card", "login", "landline"])
def test_it_prints_an_account_for_each_behaviour(command: Callable[..., Done], kind: str) -> None:
    done = command("billersim", "--accounts", kind)
    rows = [line.split("  ") for line in done.out.splitlines()]
    assert [ending for ending, _account in rows] == list(BEHAVIOURS)
    known = AccountKind.objects.get(key=kind)
    for ending, account in rows:
        assert known.parse(account).endswith(ending)


@pytest.mark.django_db
def test_an_unknown_kind_of_account_is_one_line(command: Callable[..., Done]) -> None:
    done = command("billersim", "--accounts", "x")
    assert done.code == 1
    assert "no kind of account 'x'; there are account-6, account-7" in done.err
