"""What a newcomer meets: one command starts the bank, Ctrl-C stops all of it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from homebank.lib.embedded import CHECKOUT
from homebank.lib.ports import free_port, listens
from tests import environment

pytestmark = [pytest.mark.xdist_group("live")]
STATE = environment.STATE.parent / f"demo-{environment.WORKER}"
OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")


def bare_environment() -> dict[str, str]:
    """As a stranger's shell: nothing of ours is set but where the state lies."""
    kept = {k: v for k, v in os.environ.items() if k not in OURS and not k.startswith("HOMEBANK")}
    return {**kept, "HOMEBANK_STATE": str(STATE), "PYTHONUNBUFFERED": "1"}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=CHECKOUT, env=bare_environment(),
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def demo(port: int) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo", f"--port={port}"], cwd=CHECKOUT, text=True,
        env=bare_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    yield process
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    assert process.stdout is not None
    process.stdout.close()
    process.wait(240)


@pytest.fixture(scope="module")
def welcome(demo: subprocess.Popen[str]) -> str:
    """All that the command prints until it says how to stop it."""
    assert demo.stdout is not None
    lines = []
    for line in demo.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            return "".join(lines)
    raise AssertionError("".join(lines))


def test_it_prints_the_address_the_people_and_the_phone(welcome: str, port: int) -> None:
    assert f"http://localhost:{port}/" in welcome
    assert f"http://localhost:{port}/demo/phone/" in welcome
    for told in ("codeword", "CVV", "expiry", "phone", "Homebank ID"):
        assert told in welcome


def test_it_prints_one_person_for_each_case_of_registration(welcome: str) -> None:
    stories = ("Everything matches", "Has a new number", "No number on file",
               "Is registered already", "has expired")  # fmt: skip
    for story in stories:
        assert story in welcome


def test_the_site_answers_and_is_ready(welcome: str, port: int) -> None:
    for path in ("/", "/payments/", "/healthz", "/readyz", "/demo/phone/"):
        with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=120) as answer:
            assert answer.status == 200


def test_a_command_beside_the_demo_uses_its_database(welcome: str) -> None:
    told = run("quote", "--line", "25", "--amount", "5000.50", "--json")
    assert told.returncode == 0, told.stderr
    assert '"25.00"' in told.stdout
    assert run("check_ledger").returncode == 0


def test_a_shop_beside_the_demo_finds_its_card_host(welcome: str, port: int) -> None:
    told = run("demo_card", "shop", "4405 6434 7712 7823", "2500", "--then=cancel")
    assert told.returncode == 0, told.stderr
    assert "asked: approved (00)" in told.stdout
    assert f"http://localhost:{port}/demo/shop/" in welcome


def test_a_taken_port_is_one_clear_line(welcome: str, port: int) -> None:
    told = run("demo", f"--port={port}")
    assert told.returncode == 1
    assert f"Port {port} is taken" in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_a_second_demo_of_the_checkout_is_one_clear_line(welcome: str, port: int) -> None:
    told = run("demo", f"--port={free_port()}")
    assert told.returncode == 1
    assert f"already runs: http://localhost:{port}/" in told.stderr


def test_the_operators_code_can_be_had_without_an_app(welcome: str) -> None:
    assert "manage.py demo_code" in welcome
    assert run("demo_code").stdout.strip().isdigit()


def test_a_port_that_is_none_is_one_clear_line() -> None:
    told = run("demo", "--port=abc")
    assert told.returncode == 1
    assert "1024 to 65535" in told.stderr
    for typed in ("80", "70000", "-1", ""):
        with override_settings(DEMO=True), pytest.raises(CommandError, match="1024 to 65535"):
            call_command("demo", f"--port={typed}")


def test_seeding_again_changes_nothing(welcome: str) -> None:
    assert run("seed_demo").returncode == 0
    assert run("check_ledger").returncode == 0


def test_ctrl_c_stops_everything_and_the_next_start_is_quick(
    demo: subprocess.Popen[str], welcome: str, port: int
) -> None:
    demo.send_signal(signal.SIGINT)
    assert demo.wait(240) == 0
    assert not listens(port)
    until = time.monotonic() + 240
    while left_running() and time.monotonic() < until:
        time.sleep(0.2)
    assert left_running() == []


def test_a_reset_forgets_everything() -> None:
    gone = subprocess.run(
        [sys.executable, "-m", "homebank.lib.embedded", "reset"], cwd=CHECKOUT, check=False,
        env=bare_environment(), capture_output=True, text=True,
    )  # fmt: skip
    assert gone.returncode == 0, gone.stderr
    assert not STATE.exists()


def test_nothing_is_embedded_where_the_urls_are_set() -> None:
    """DATABASE_URL of a place where nothing listens: the command says so, and starts nothing."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"postgresql://web:x@127.0.0.1:{taken.getsockname()[1]}/none"
        told = subprocess.run(
            [sys.executable, "manage.py", "check_ledger"], cwd=CHECKOUT, check=False, text=True,
            env={**os.environ, "DATABASE_URL": url, "HOMEBANK_STATE": str(STATE),
                 "DJANGO_SETTINGS_MODULE": "homebank.settings"}, capture_output=True,
        )  # fmt: skip
    assert told.returncode != 0
    assert not STATE.exists()


def left_running() -> list[str]:
    """Processes of this state folder that still live."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            inside = (place / "environ").read_bytes() + (place / "cmdline").read_bytes()
        except OSError:
            continue
        if str(STATE).encode() in inside and int(place.name) != os.getpid():
            found.append((place / "cmdline").read_text())
    return found
