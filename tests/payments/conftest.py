"""The billers as a real process, and a world of people who pay."""

import json
import socket
import subprocess
import threading
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.journals import running, started

# Gives a reply to a peer on a socket; its address.
Server = Callable[[bytes], str]


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
        with urllib.request.urlopen(self.url + path, timeout=60) as answer:
            return json.load(answer)


def start_simulator(port: int, journal: Path) -> subprocess.Popen[bytes]:
    """`manage.py billersim` as a process of its own, once it answers."""
    return started("manage.py", "billersim", f"--state={journal}", port=port,
                   DJANGO_SETTINGS_MODULE="homebank.settings")  # fmt: skip


@pytest.fixture(scope="session")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Billers]:
    """One simulator for all tests of this worker; numbers of payments never meet in it."""
    with running(start_simulator, tmp_path_factory.mktemp("billers")) as url:
        yield Billers(url)


@pytest.fixture
def billers(simulator: Billers, settings: Settings) -> Billers:
    """The running simulator, and the bank knows where it is."""
    settings.BILLER_SIMULATOR_URL = simulator.url
    return simulator


def plain(body: bytes) -> bytes:
    """The body as an ordinary answer over HTTP."""
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body


@pytest.fixture
def server() -> Iterator[Server]:
    """Answers every connection on a socket with the given bytes, whatever is asked."""
    listening: list[socket.socket] = []

    def serve(reply: bytes) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listening.append(listener)
        threading.Thread(target=_answer_all, args=(listener, reply), daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"

    yield serve
    for each in listening:
        each.close()


def _answer_all(listener: socket.socket, reply: bytes) -> None:
    while True:
        try:
            peer, _address = listener.accept()
        except OSError:
            return
        with peer:
            peer.recv(65536)
            peer.sendall(reply)
