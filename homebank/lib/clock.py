"""The only clock: every business date comes from here, so that a demo and a test can move time.

The production clock is the machine's. `settings.CLOCK_FILE` (demo and tests only, a system check
refuses it elsewhere) names a file with a number of seconds by which all processes are shifted.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

ALMATY = ZoneInfo("Asia/Almaty")

_moved = timedelta()
# By what the file is known: two that were written within one tick of the disk's clock differ too.
_file_offset: tuple[tuple[int, int], timedelta] = ((0, 0), timedelta())


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + offset()


def today() -> date:
    """The calendar day in Almaty: the day of a limit, of a tariff, of a statement."""
    return now().astimezone(ALMATY).date()


def offset() -> timedelta:
    """How far this process's clock stands from the machine's. Zero in production."""
    return _moved + _offset_of_file()


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Shift this process's clock within the block (for tests)."""
    global _moved
    before = _moved
    _moved = before + by
    try:
        yield
    finally:
        _moved = before


def move_all(by: timedelta) -> timedelta:
    """Shift every process that shares `settings.CLOCK_FILE`; the new offset of the file."""
    total = _offset_of_file() + by
    beside = f"{settings.CLOCK_FILE}.new"
    with open(beside, "w") as file:
        file.write(str(int(total.total_seconds())))
    os.replace(beside, settings.CLOCK_FILE)
    return total


def _offset_of_file() -> timedelta:
    global _file_offset
    if not settings.CLOCK_FILE:
        return timedelta()
    try:
        found = os.stat(settings.CLOCK_FILE)
    except FileNotFoundError:
        return timedelta()
    known = found.st_mtime_ns, found.st_ino
    if known != _file_offset[0]:
        with open(settings.CLOCK_FILE) as file:
            _file_offset = known, timedelta(seconds=int(file.read() or 0))
    return _file_offset[1]
