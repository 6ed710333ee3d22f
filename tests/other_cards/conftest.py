"""The acquirer as a real process, and people who attach cards of other banks."""

from __future__ import annotations

import json
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.journals import running, started
from tests.payments.conftest import billers, simulator

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
    return started("-m", "homebank.demo_bank.acquirer", f"--state={journal}", f"--key={KEY}",
                   port=port)  # fmt: skip


@pytest.fixture(scope="session")
def acquirer_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """One acquirer for all tests of this worker; keys never meet in it."""
    with running(start_acquirer, tmp_path_factory.mktemp("acquirer")) as url:
        yield Bank(url)


@pytest.fixture
def bank(acquirer_process: Bank, settings: Settings) -> Bank:
    """The running acquirer, and the bank knows where it is."""
    settings.ACQUIRER_URL, settings.ACQUIRER_KEY = acquirer_process.url, KEY
    return acquirer_process
