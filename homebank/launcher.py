"""Runs the whole bank as processes on this machine and keeps them running: demo and tests.

Each process has a group of its own and is started again when it dies. The embedded servers are
watched too. Production uses docker-compose.yml or an init system instead.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from homebank.lib.embedded import CHECKOUT, CannotStart, Postgres, Valkey
from homebank.lib.ports import free_port, listens

GRACE_SECONDS = 10


def commands(port: int, simulator_port: int, state: Path) -> dict[str, list[str]]:
    """The processes of the bank by name. Codes, alerts and work never wait for each other."""
    python, celery = sys.executable, [sys.executable, "-m", "celery", "-A", "homebank"]
    celery += ["--quiet"]
    worker = [*celery, "worker", "--pool=threads", "--without-gossip", "--without-mingle",
              "--loglevel=WARNING"]  # fmt: skip
    schedule = ["--schedule", str(state / "beat"), "--pidfile=", "--loglevel=WARNING"]
    return {
        "web": [python, "-m", "gunicorn", "homebank.wsgi", "--config=deploy/gunicorn.py",
                f"--bind=127.0.0.1:{port}"],
        "codes": [*worker, "--queues=codes", "--concurrency=1", "--hostname=codes@%h"],
        "alerts": [*worker, "--queues=alerts", "--concurrency=1", "--hostname=alerts@%h"],
        "work": [*worker, "--queues=work", "--concurrency=4", "--hostname=work@%h"],
        "beat": [*celery, "beat", *schedule],
        "billers": [python, "manage.py", "billersim", f"--port={simulator_port}",
                    f"--state={state / 'billers.journal'}"],
        "cardhost": [python, "manage.py", "cardhost"],
    }  # fmt: skip


def ncalayer(port: int, authorities: str) -> dict[str, list[str]]:
    """The stand-in of NCALayer, where there is a demo's own authority of signatures."""
    if not authorities:
        return {}
    key = Path(authorities).parent / "chosen.key"
    module = [sys.executable, "-m", "homebank.demo_bank.ncalayer"]
    return {"ncalayer": [*module, f"--port={port}", f"--key={key}"]}


def acquirer(port: int, state: Path) -> dict[str, list[str]]:
    """The acquirer that debits cards of other banks, with the pages of those banks."""
    module = [sys.executable, "-m", "homebank.demo_bank.acquirer", "--key=demo"]
    return {"acquirer": [*module, f"--port={port}", f"--state={state / 'acquirer.journal'}"]}


def web_shop(port: int, site: str) -> dict[str, list[str]]:
    """The shop on another site that asks for 3-D Secure, where a port is kept for it."""
    if not port:
        return {}
    shop = [sys.executable, "manage.py", "demo_shop", f"--port={port}", f"--site={site}"]
    return {"shop": shop}


@dataclass
class System:
    """One running bank: processes by name, on one port, with one state folder."""

    port: int
    state: Path
    environment: Mapping[str, str]
    servers: tuple[Postgres | Valkey, ...] = ()
    simulator_port: int = field(default_factory=free_port)
    ncalayer_port: int = field(default_factory=free_port)
    cardhost_port: int = field(default_factory=free_port)
    acquirer_port: int = field(default_factory=free_port)
    shop_port: int = 0
    log: IO[bytes] | None = None
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    resting: set[str] = field(default_factory=set)

    def start(self, *names: str) -> None:
        """Start the named processes (all, without names) and keep them running."""
        for stale in self.state.glob("beat*"):  # a killed beat may leave half a file
            stale.unlink()
        authorities = self.environment.get("HOMEBANK_CERTIFICATE_AUTHORITIES", "")
        self._commands = {
            **commands(self.port, self.simulator_port, self.state),
            **ncalayer(self.ncalayer_port, authorities),
            **acquirer(self.acquirer_port, self.state),
            **web_shop(self.shop_port, f"http://localhost:{self.port}"),
        }
        for name in names or self._commands:
            self._spawn(name)
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._keep_running, daemon=True)
        self._watch.start()

    def wait_until_ready(self, seconds: float = 60) -> None:
        """Return when the site answers a request and the card host listens.

        CannotStart if they do not in time.
        """
        until = time.monotonic() + seconds
        parts: dict[str, Callable[[], bool]] = {
            f"site does not answer on port {self.port}":
                lambda: _answers(f"http://127.0.0.1:{self.port}/healthz"),
            f"card host does not listen on port {self.cardhost_port}":
                lambda: listens(self.cardhost_port),
        }  # fmt: skip
        for fault, is_ready in parts.items():
            while not is_ready():
                if time.monotonic() > until:
                    raise CannotStart(f"The {fault}.")
                time.sleep(0.05)

    def stop(self) -> None:
        """End every process: politely, then by force. Nothing is left running."""
        self._ended.set()
        self._watch.join()
        for process in self.processes.values():
            _signal(process, signal.SIGTERM)
        until = time.monotonic() + GRACE_SECONDS
        for process in self.processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(until - time.monotonic(), 0.01))
            _signal(process, signal.SIGKILL)
            process.wait()

    def kill(self, name: str, *, keep_down: bool = False) -> None:
        """SIGKILL the whole group of a process; it comes back unless it is to stay down."""
        if keep_down:
            self.resting.add(name)
        killed = self.processes[name]  # by the next line another may have its place
        _signal(killed, signal.SIGKILL)
        killed.wait()

    def wake(self, name: str) -> None:
        """Let a process that was kept down come back."""
        self.resting.discard(name)

    def _keep_running(self) -> None:
        while not self._ended.wait(0.25):
            for server in self.servers:
                _revive(server)
            for name, process in list(self.processes.items()):
                if process.poll() is not None and name not in self.resting:
                    self._spawn(name)

    def _spawn(self, name: str) -> None:
        self.processes[name] = subprocess.Popen(
            [*_die_with_parent(), *self._commands[name]], cwd=CHECKOUT, env=self._environment(),
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, start_new_session=True,
        )  # fmt: skip

    def _environment(self) -> dict[str, str]:
        """What the processes are told; the owner of the tables is none of their business."""
        simulator = f"http://127.0.0.1:{self.simulator_port}"
        site = f"http://localhost:{self.port}"
        told = {**self.environment, "HOMEBANK_BILLER_SIMULATOR_URL": simulator,
                "HOMEBANK_PUBLIC_URL": site,
                "HOMEBANK_CARDHOST_PORT": str(self.cardhost_port),
                "HOMEBANK_ACQUIRER_URL": f"http://127.0.0.1:{self.acquirer_port}",
                "HOMEBANK_ACQUIRER_KEY": "demo",
                "HOMEBANK_NCALAYER_URL": f"ws://127.0.0.1:{self.ncalayer_port}"}  # fmt: skip
        told.pop("DATABASE_OWNER_URL", None)
        return told


def _answers(address: str) -> bool:
    """Whether the address answers 200 now: a port that listens is not yet a site that works."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 (our own)
            return bool(answer.status == 200)
    except OSError:
        return False


def _revive(server: Postgres | Valkey) -> None:
    """Start a server that died; what does not start now is tried again in a moment."""
    with contextlib.suppress(CannotStart, OSError, subprocess.SubprocessError):
        if server.pid() is None:
            server.start()


def _signal(process: subprocess.Popen[bytes], number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _die_with_parent() -> list[str]:
    """On Linux a process ends when the launcher is killed without a chance to stop it."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig=TERM", "--"] if setpriv else []
