"""The run of an import: lines in batches, each batch settled before the next, resumable anywhere.

Whoever takes an import up begins at the line that its row names. A line that was done and not yet
counted when the former one was killed is known by its reference and passed over, so that the end
is the same; what is counted is counted from the rows themselves.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import BinaryIO

from django.db import connection, transaction

from desk.imports.checking import Faults, check_lines, read_lines
from desk.imports.columns import Row
from desk.imports.errors import CannotRead, NothingToImport
from desk.imports.faults import Fault
from desk.imports.importing import Came, import_row
from desk.imports.reading import Line, lines_from, read_heading
from desk.models import CardImport, ImportFault, ImportFile, ImportKey, ImportState
from homebank.lib import clock
from notifications.events import record

BATCH = 200
LEASE = timedelta(seconds=90)
Told = list[tuple[Line, Came | list[Fault]]]
Progress = Callable[[CardImport], None]


def run(*, of: CardImport, file: BinaryIO, threads: int = 1, progress: Progress) -> None:
    """Check or import what is left of the file, as the import's state says. CannotRead.

    `progress` hears of each batch.
    Importing, so many threads work on the lines of a batch, since a codeword's hash takes a core
    some time; each needs a connection of its own, so a caller's transaction stays with one.
    """
    try:
        separator, begin = read_heading(file)
    except CannotRead as refusal:
        _refuse(of, refusal.code)
        raise
    lines = lines_from(file, separator=separator, offset=of.offset or begin, number=of.place or 1)
    settle = _import if of.state == ImportState.IMPORTING else _check
    for batch in _batches(lines):
        found = settle(of, batch, threads)
        if not _settle(of, batch, found):
            return
        progress(of)
    _end(of)


def begin_importing(*, of: CardImport) -> None:
    """The check is over: from its first line on, the file is imported. NothingToImport.

    In the caller's transaction, which has the row locked and has looked at its state.
    """
    if not right_lines(of):
        raise NothingToImport
    of.state, of.place, of.offset, of.leased_until = ImportState.IMPORTING, 0, 0, None
    of.save(update_fields=["state", "place", "offset", "leased_until"])


def right_lines(of: CardImport) -> int:
    """How many lines of a checked file have no fault."""
    faulty = of.faults.filter(importing=False).values("line").distinct().count()
    return of.lines - faulty


def discard(of: CardImport) -> None:
    """End an import that is locked: its file is deleted with it."""
    of.state, of.finished_at, of.leased_until = ImportState.DISCARDED, clock.now(), None
    of.save(update_fields=["state", "finished_at", "leased_until"])
    ImportFile.objects.filter(of=of).delete()
    ImportKey.objects.filter(of=of).delete()


def _batches(lines: Iterator[Line]) -> Iterator[Sequence[Line]]:
    while batch := list(itertools.islice(lines, BATCH)):
        yield batch


def _check(of: CardImport, batch: Sequence[Line], threads: int) -> Faults:
    return check_lines(of, batch)


def _import(of: CardImport, batch: Sequence[Line], threads: int) -> Faults:
    rows, found = read_lines(batch)
    if threads == 1:
        told = [(line, import_row(of=of, line=line, row=row)) for line, row in rows]
    else:
        told = _in_threads(of, rows, threads)
    for line, came in told:
        if not isinstance(came, Came):
            found += [(line.number, fault) for fault in came]
    return found


def _in_threads(of: CardImport, rows: Sequence[tuple[Line, Row]], threads: int) -> Told:
    def share(own: Sequence[tuple[Line, Row]]) -> Told:
        try:
            return [(line, import_row(of=of, line=line, row=row)) for line, row in own]
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        shares = pool.map(share, [rows[first::threads] for first in range(threads)])
        return [each for share_ in shares for each in share_]


def _settle(of: CardImport, batch: Sequence[Line], found: Faults) -> bool:
    """The batch's faults, and how far the file is read: at once. Two runs may meet here.

    False if the import stands elsewhere meanwhile: it was discarded, or another run has ended it.
    """
    importing = of.state == ImportState.IMPORTING
    rows = [
        ImportFault(of=of, importing=importing, line=number, column=fault.column, code=fault.code,
                    other=fault.other)
        for number, fault in found
    ]  # fmt: skip
    with transaction.atomic():
        now = CardImport.objects.select_for_update().get(pk=of.pk)
        if now.state != of.state:
            return False
        ImportFault.objects.bulk_create(rows, ignore_conflicts=True)
        if batch[-1].end > now.offset:
            if not importing:
                _count(now, batch, {number for number, _fault in found})
            now.place, now.offset = batch[-1].number, batch[-1].end
            now.leased_until = clock.now() + LEASE
            now.save(update_fields=["place", "offset", "lines", "on_file", "leased_until"])
    of.place, of.offset = batch[-1].number, batch[-1].end
    return True


def _count(now: CardImport, batch: Sequence[Line], faulty: set[int]) -> None:
    """Lines that are new to the check, and how many right ones name a customer on file."""
    new = [line for line in batch if line.number > now.place]
    now.lines += len(new)
    now.on_file += sum(line.is_for_file and line.number not in faulty for line in new)


def _end(of: CardImport) -> None:
    """The last line is settled. A check that found no line refuses the file."""
    with transaction.atomic():
        now = CardImport.objects.select_for_update().get(pk=of.pk)
        if now.state == of.state == ImportState.CHECKING:
            ImportKey.objects.filter(of=of).delete()
            now.state = ImportState.CHECKED
        elif now.state == of.state == ImportState.IMPORTING:
            now.state, now.finished_at = ImportState.DONE, clock.now()
            record(kind="import.done", customer_id=None, subject=of.pk,
                   facts={"file": of.name, "lines": str(of.cards.count())})  # fmt: skip
        now.leased_until = None
        now.save(update_fields=["state", "finished_at", "leased_until"])
    of.refresh_from_db()
    if of.state == ImportState.CHECKED and not of.lines:
        _refuse(of, "empty")
        raise CannotRead("empty")


def _refuse(of: CardImport, code: str) -> None:
    of.state, of.fault, of.finished_at = ImportState.REFUSED, code, clock.now()
    of.leased_until = None
    of.save(update_fields=["state", "fault", "finished_at", "leased_until"])
