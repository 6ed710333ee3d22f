"""Tables as CSV, as spreadsheets of the reader's language expect them.

What leaves the desk as a file is written down with how many rows it has: so it is made whole
first, on the disk beyond a megabyte, then recorded, then sent.
"""

import csv
import io
from collections.abc import Callable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import FileResponse
from django.utils.translation import get_language

from homebank.lib.money import Money

# Excel knows by it that the letters are UTF-8.
MARK = "\ufeff"
PIECE = 64 * 1024
IN_MEMORY = 1024 * 1024
Rows = Iterator[list[Any]]


def csv_answer(name: str, rows: Rows, *, taken: Callable[[int], object]) -> FileResponse:
    """The rows as a file, the first of them a heading, in the language that is active.

    `taken` is told how many rows follow the heading and writes down who took them, before any
    leaves.
    """
    counted = _Counted(rows)
    file = _written(csv_pieces(iter(counted)))
    taken(max(counted.count - 1, 0))
    return FileResponse(file, as_attachment=True, filename=name,
                        content_type="text/csv; charset=utf-8")  # fmt: skip


def csv_pieces(rows: Rows) -> Iterator[bytes]:
    """The rows in the active language: a semicolon between columns where it has decimal commas."""
    english = (get_language() or "ru").startswith("en")
    paper = io.StringIO(newline="")
    paper.write(MARK)
    write = csv.writer(paper, delimiter="," if english else ";").writerow
    for row in rows:
        write([_number(each, english) if isinstance(each, Money) else each for each in row])
        if paper.tell() >= PIECE:
            yield _emptied(paper)
    yield _emptied(paper)


def _written(pieces: Iterator[bytes]) -> IO[bytes]:
    """A file with the pieces; the answer that it is given to closes it."""
    file: IO[bytes] = io.BytesIO()
    for piece in pieces:
        if isinstance(file, io.BytesIO) and file.tell() + len(piece) > IN_MEMORY:
            kept, file = file, TemporaryFile()  # noqa: SIM115
            file.write(kept.getvalue())
        file.write(piece)
    file.seek(0)
    return file


class _Counted:
    """Rows, and how many of them have passed."""

    def __init__(self, rows: Rows) -> None:
        self._rows, self.count = rows, 0

    def __iter__(self) -> Rows:
        for row in self._rows:
            self.count += 1
            yield row


def _number(money: Money, english: bool) -> str:
    text = str(money.amount)
    return text if english else text.replace(".", ",")


def _emptied(paper: io.StringIO) -> bytes:
    piece = paper.getvalue().encode()
    paper.seek(0)
    paper.truncate()
    return piece
