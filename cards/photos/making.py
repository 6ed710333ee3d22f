"""Makes a picture anew in a process of its own that may use little, and knows no key of ours."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cards.models import PhotoFault
from cards.photos import rules

log = logging.getLogger(__name__)

DECODER = Path(__file__).with_name("decoder.py")
LIMITS = {
    "memory": rules.MEMORY, "cpu": rules.CPU_SECONDS, "made": rules.MOST_MADE,
    "longest": rules.LONGEST_SIDE, "least": rules.LEAST_SIDE // 2, "quality": rules.QUALITY,
}  # fmt: skip
LONGEST_LINE = 1000


@dataclass(frozen=True, slots=True)
class Made:
    """A JPEG made anew, or the fault of what came. `peak`: the process's memory in kilobytes."""

    jpeg: bytes = b""
    width: int = 0
    height: int = 0
    fault: PhotoFault | None = None
    peak: int = 0


def make_picture(raw: bytes) -> Made:
    """The picture of a file whose header was checked. Files in memory: nothing touches a disk."""
    with _memory_file(raw) as came, _memory_file() as made:
        try:
            code = _run(came, made)
        except subprocess.TimeoutExpired:
            return Made(fault=PhotoFault.HEAVY)
        made.seek(0)
        return _read(made, code)


def _run(came: BinaryIO, made: BinaryIO) -> int:
    """The decoder's exit code. Its environment is empty: keys and addresses stay with us."""
    command = [sys.executable, "-I", str(DECODER), json.dumps(LIMITS)]
    done = subprocess.run(
        command, stdin=came, stdout=made, stderr=subprocess.DEVNULL, env={}, cwd="/", check=False,
        timeout=rules.WALL_SECONDS,
    )  # fmt: skip
    return done.returncode


def _read(made: BinaryIO, code: int) -> Made:
    """What the decoder tells. Who was ended by a limit tells nothing."""
    try:
        told = json.loads(made.readline(LONGEST_LINE))
    except ValueError:
        told = {}
    if code or not isinstance(told, dict) or not told:
        log.warning("the decoder of photos ended with %s", code)
        return Made(fault=PhotoFault.HEAVY)
    if "fault" in told:
        log.info("photo refused: %s %s", told["fault"], told.get("why", ""))
        return Made(fault=PhotoFault(told["fault"]), peak=told["peak"])
    return Made(made.read(), told["width"], told["height"], peak=told["peak"])


@contextmanager
def _memory_file(content: bytes = b"") -> Iterator[BinaryIO]:
    with os.fdopen(os.memfd_create("photo"), "w+b") as file:
        file.write(content)
        file.seek(0)
        yield file
