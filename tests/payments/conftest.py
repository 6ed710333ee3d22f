"""The billers as a real process, and a world of people who pay."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from homebank.lib.embedded import free_port
from tests import environment
from tests.system import wait_for


@dataclass
class Billers:
    """The simulator that runs for this session of tests."""

    url: str

    def journal(self) -> list[dict[str, str]]:
        """What was credited."""
        credited: list[dict[str, str]] = self._get("/journal")
        return credited

    def asked(self, number: int, command: str) -> list[dict[str, str]]:
        """The questions of one kind about one payment."""
        every = self._get("/asked")
        wanted = str(number), command
        return [q for q in every if (q.get("txn_id"), q.get("command")) == wanted]

    def credited(self, number: int) -> list[dict[str, str]]:
        """The credits of one payment: none or one, or the simulator is wrong."""
        return [row for row in self.journal() if row["txn_id"] == str(number)]

    def _get(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return json.load(answer)


def start_simulator(port: int, journal: Path) -> subprocess.Popen[bytes]:
    """`manage.py billersim` as a process of its own, once it answers."""
    command = [sys.executable, "manage.py", "billersim", f"--port={port}", f"--state={journal}"]
    process = subprocess.Popen(
        command, cwd=environment.checkout(), stdout=subprocess.DEVNULL,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "homebank.settings"},
    )  # fmt: skip
    wait_for(lambda: _answers(port), 30)
    return process


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/journal", timeout=2):
            return True
    except OSError:
        return False


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Billers]:
    """One simulator for all tests of this worker; numbers of payments never meet in it."""
    port = free_port()
    process = start_simulator(port, tmp_path_factory.mktemp("billers") / "journal")
    yield Billers(f"http://127.0.0.1:{port}")
    process.terminate()
    process.wait(10)


@pytest.fixture
def billers(simulator: Billers, settings: Settings) -> Billers:
    """The running simulator, and the bank knows where it is."""
    settings.BILLER_SIMULATOR_URL = simulator.url
    return simulator
