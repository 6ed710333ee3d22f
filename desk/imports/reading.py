"""A file of cards read line by line, in constant memory, from any line on.

One line of the file is one card: no value goes over a line's end. A line that cannot be read is a
fault of that line, and the next one is read as if nothing had been.
"""

import csv
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from desk.imports.columns import COLUMNS
from desk.imports.errors import CannotRead
from desk.imports.faults import LONGEST_LINE, Fault
from homebank.lib import crypto

MARK = b"\xef\xbb\xbf"
SEPARATORS = ";,"
PIECE = 64 * 1024
NUMBER = COLUMNS.index("customer_number")


@dataclass(frozen=True, slots=True)
class Line:
    """A line after the heading, numbered as editors do; `end` is where the next begins, in bytes.

    Either `values`, in the order of COLUMNS, or a `fault`. It never shows itself.
    """

    number: int
    end: int
    values: Sequence[str] = field(default=(), repr=False)
    fault: Fault | None = None

    @property
    def is_for_file(self) -> bool:
        """Whether it names a customer on file, who gets a card more."""
        return bool(self.values and self.values[NUMBER].strip())

    @property
    def digest(self) -> str:
        """A keyed hash of what the line says, however it is separated or quoted."""
        said = "\0".join(" ".join(value.split()) for value in self.values)
        return crypto.fingerprint(said, column="desk_importedcard.line")


def file_digest(file: BinaryIO) -> tuple[str, int]:
    """A keyed hash of all bytes, by which the file is known again, and how many they are."""
    state, size = "", 0
    file.seek(0)
    while piece := file.read(PIECE):
        state = crypto.digest(state, piece.hex())
        size += len(piece)
    return crypto.fingerprint(state, column="desk_cardimport.content"), size


def read_heading(file: BinaryIO) -> tuple[str, int]:
    """The separator, and where the first line after the heading begins. CannotRead."""
    file.seek(0)
    raw = file.readline(LONGEST_LINE)
    try:
        text = raw.removeprefix(MARK).decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise CannotRead("encoding") from None
    for separator in SEPARATORS:
        names = [name.strip().strip('"').casefold() for name in text.split(separator)]
        if names == list(COLUMNS):
            return separator, len(raw)
    raise CannotRead("heading")


def lines_from(file: BinaryIO, *, separator: str, offset: int, number: int) -> Iterator[Line]:
    """Every line from the byte `offset` on, which is where the line after `number` begins.

    Empty lines are left out, and counted as editors count them.
    """
    file.seek(offset)
    while raw := file.readline(LONGEST_LINE + 2):
        number += 1
        offset += len(raw)
        is_long = len(raw.rstrip(b"\r\n")) > LONGEST_LINE
        rest = raw
        while not rest.endswith(b"\n") and (rest := file.readline(PIECE)):
            is_long = True  # the rest of it is passed over, piece by piece
            offset += len(rest)
        if is_long:
            yield Line(number, offset, fault=Fault("", "long-line"))
        else:
            yield from _line(raw, number, offset, separator)


def _line(raw: bytes, number: int, end: int, separator: str) -> Iterator[Line]:
    try:
        text = raw.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        yield Line(number, end, fault=Fault("", "encoding"))
        return
    if not text.strip(f" \t{separator}"):
        return
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"} for sign in text):
        yield Line(number, end, fault=Fault("", "signs"))
        return
    try:
        [values] = csv.reader([text], delimiter=separator, strict=True)
    except (csv.Error, ValueError):
        yield Line(number, end, fault=Fault("", "quotes"))
        return
    if len(values) != len(COLUMNS):
        yield Line(number, end, fault=Fault("", "values"))
        return
    yield Line(number, end, values)
