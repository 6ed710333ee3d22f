"""The acquirer as a real process, and people who attach cards of other banks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from homebank.lib.ports import free_port
from tests import environment
from tests.payments.conftest import billers, simulator
from tests.system import wait_for

__all__ = ["billers", "simulator"]
KEY = "of the tests"


class Staying(urllib.request.HTTPRedirectHandler):
    """Where an answer leads is looked at, not followed."""

    def redirect_request(self, *_asked: Any) -> None:
        return None


@dataclass
class Bank:
    """The acquirer that runs for this session of tests, and the pages of the banks behind it."""

    url: str

    def rows(self, kind: str) -> list[dict[str, Any]]:
        """What was done, of one kind."""
        with urllib.request.urlopen(f"{self.url}/journal", timeout=10) as answer:
            return [row for row in json.load(answer) if row["kind"] == kind]

    def row(self, key: object) -> dict[str, Any]:
        """What was done under a key; nothing: {}."""
        with urllib.request.urlopen(f"{self.url}/journal", timeout=10) as answer:
            return next((row for row in json.load(answer) if row["id"] == str(key)), {})

    def say(self, page: str, code: str = "3333", do: str = "confirm") -> str:
        """Answer on the issuer's page; where it leads back to, or its text."""
        body = urllib.parse.urlencode({"code": code, "do": do}).encode()
        try:
            with urllib.request.build_opener(Staying).open(page, body, timeout=10) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as answer:
            return answer.headers.get("Location") or answer.read().decode()


def start_acquirer(port: int, journal: Path) -> subprocess.Popen[bytes]:
    """The acquirer as a process of its own, once it answers."""
    module = [sys.executable, "-m", "homebank.demo_bank.acquirer"]
    process = subprocess.Popen(
        [*module, f"--port={port}", f"--state={journal}", f"--key={KEY}"],
        cwd=environment.checkout(), stdout=subprocess.DEVNULL, env=dict(os.environ),
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
def acquirer_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """One acquirer for all tests of this worker; keys never meet in it."""
    port = free_port()
    process = start_acquirer(port, tmp_path_factory.mktemp("acquirer") / "journal")
    yield Bank(f"http://127.0.0.1:{port}")
    process.terminate()
    process.wait(10)


@pytest.fixture
def bank(acquirer_process: Bank, settings: Settings) -> Bank:
    """The running acquirer, and the bank knows where it is."""
    settings.ACQUIRER_URL, settings.ACQUIRER_KEY = acquirer_process.url, KEY
    return acquirer_process
