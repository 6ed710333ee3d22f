"""Simulators as processes of their own that tell over HTTP what they were asked: their journal."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from homebank.lib.ports import free_port
from tests import environment
from tests.system import wait_for

Start = Callable[[int, Path], subprocess.Popen[bytes]]


def started(*command: str, port: int, **told: str) -> subprocess.Popen[bytes]:
    """Python with these arguments, once its journal answers; `told` goes into the environment."""
    process = subprocess.Popen(
        [sys.executable, *command, f"--port={port}"], cwd=environment.checkout(),
        stdout=subprocess.DEVNULL, env={**os.environ, **told},
    )  # fmt: skip
    wait_for(lambda: _answers(port))
    return process


@contextmanager
def running(start: Start, folder: Path) -> Iterator[str]:
    """The address of a simulator on a port of its own, with its journal in the folder."""
    port = free_port()
    process = start(port, folder / "journal")
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(120)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/journal", timeout=2):
            return True
    except OSError:
        return False
