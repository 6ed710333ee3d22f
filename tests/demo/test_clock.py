"""`manage.py demo_clock`: one command moves every process, and only in a demo."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from homebank.lib import clock
from tests import environment

TOLD = re.compile(r"The bank's time is \d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d, Almaty\.")


@pytest.fixture(autouse=True)
def own_clock(settings: Any, tmp_path: Path) -> Iterator[None]:
    """A clock file of this test's own."""
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock._file_offset = (0, 0), timedelta()
    yield
    clock._file_offset = (0, 0), timedelta()


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own on the tests' servers."""
    command = [sys.executable, "manage.py", "demo_clock", *arguments]
    known = {**os.environ, "DJANGO_SETTINGS_MODULE": "homebank.settings", **variables}
    return subprocess.run(
        command, cwd=environment.checkout(), env=known, capture_output=True, text=True, check=False
    )


def test_another_process_moves_this_ones_clock(settings: Any) -> None:
    before = clock.now()
    done = run("+30d", HOMEBANK_CLOCK_FILE=settings.CLOCK_FILE)
    assert (done.returncode, done.stderr) == (0, "")
    assert TOLD.search(done.stdout)
    assert timedelta(days=30) <= clock.now() - before < timedelta(days=30, minutes=1)


def test_a_move_back_is_no_option(settings: Any) -> None:
    done = run("-2h", HOMEBANK_CLOCK_FILE=settings.CLOCK_FILE)
    assert done.returncode == 0, done.stderr
    assert clock.offset() == timedelta(hours=-2)


def test_moves_add_up_and_reset_ends_them() -> None:
    for move in ("+1d", "+12h", "+30m", "+15s", "+1w"):
        call_command("demo_clock", move)
    assert clock.offset() == timedelta(days=8, hours=12, minutes=30, seconds=15)
    call_command("demo_clock", "reset")
    assert clock.offset() == timedelta()


def test_now_moves_nothing(settings: Any) -> None:
    call_command("demo_clock", "now")
    assert not Path(settings.CLOCK_FILE).exists()


@pytest.mark.parametrize("move", ["30d", "+d", "+1y", "+1.5h", "tomorrow", "+٣d", "", "+99999w"])
def test_what_is_no_move_is_one_line(move: str) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("demo_clock", move)
    assert "\n" not in str(refusal.value)
    assert clock.offset() == timedelta()


def test_a_production_has_no_such_clock(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="Only a demo"):
        call_command("demo_clock", "+30d")


def test_help_says_how_to_write_a_move() -> None:
    assert "+30d | -2h | now | reset" in run("--help").stdout
