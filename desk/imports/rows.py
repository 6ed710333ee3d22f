"""The rows of a checked file, masked, as those look through them who propose or approve its import.

Of a customer on file nothing is shown: the row leads to the file, which opens behind a reason.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from accounts.models import Customer
from cards.models import Card
from desk.imports.checking import customers_by_number, read_lines
from desk.imports.columns import Row
from desk.imports.reading import Line, file_digest, lines_from, read_heading
from desk.models import CardImport, ImportFile

ON_A_PAGE = 50
KINDS = {"": (False, True), "new": (False,), "on-file": (True,)}
LONGEST_PLACE = 7


@dataclass(frozen=True, slots=True)
class Shown:
    """One line that will be opened. `file` is the customer on file, else who is new is masked."""

    line: int
    reference: str
    file: Customer | None
    person: Customer | None
    card: str
    kind: str


@dataclass(frozen=True, slots=True)
class Page:
    """Rows by line; `last` is the line after which the next page begins, 0 for no more."""

    rows: list[Shown]
    only: str
    last: int


def page_of(of: CardImport, *, after: str, only: str) -> Page | None:
    """The page after the line `after`, of all rows, the `new` ones or those `on-file`.

    None where there is no file: it was imported, discarded, or came by the command.
    """
    content = _content(of)
    if content is None:
        return None
    only = only if only in KINDS else ""
    is_place = after.isascii() and after.isdigit() and len(after) <= LONGEST_PLACE
    place = max(1, int(after)) if is_place else 1
    found = list(islice(_right_lines(of, content, place, only), ON_A_PAGE + 1))
    last = found[ON_A_PAGE - 1].number if len(found) > ON_A_PAGE else 0
    rows, _faults = read_lines(found[:ON_A_PAGE])
    return Page(list(_shown(rows)), only, last)


def shown_digest(of: CardImport) -> str:
    """A keyed hash of the file's bytes as they are now, in groups; nothing where they are gone."""
    digest = _digest(of)
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))


def is_as_checked(of: CardImport) -> bool:
    """Whether the bytes that are kept are those that were uploaded and checked."""
    return _digest(of) == of.digest


def _digest(of: CardImport) -> str:
    content = _content(of)
    return "" if content is None else file_digest(io.BytesIO(content))[0]


def _content(of: CardImport) -> bytes | None:
    found = ImportFile.objects.filter(of=of).first()
    return bytes(found.content) if found else None


def _right_lines(of: CardImport, content: bytes, place: int, only: str) -> Iterator[Line]:
    """Lines after `place` that the check found right, from there on: former ones are not read."""
    faults = of.faults.filter(importing=False, line__gt=place)
    faulty = set(faults.values_list("line", flat=True))
    with io.BytesIO(content) as file:
        separator, begin = read_heading(file)
        begin = max(begin, _end_of(content, place))
        for line in lines_from(file, separator=separator, offset=begin, number=place):
            if line.number not in faulty and line.is_for_file in KINDS[only]:
                yield line


def _end_of(content: bytes, place: int) -> int:
    """Where the line with this number ends, in bytes; the end of the file for any beyond it."""
    end = 0
    for _number in range(place):
        end = content.find(b"\n", end) + 1
        if not end:
            return len(content)
    return end


def _shown(rows: list[tuple[Line, Row]]) -> Iterator[Shown]:
    files = customers_by_number(row.customer_number for _line, row in rows if row.customer_number)
    for line, row in rows:
        file = files.get(row.customer_number)
        yield Shown(
            line=line.number, reference=row.reference, file=file,
            person=None if row.customer_number else _person(row), card=_card(row), kind=row.kind,
        )  # fmt: skip


def _person(row: Row) -> Customer:
    """Who would be opened: an unsaved file, which masks itself as those on file do."""
    return Customer(full_name=row.full_name, iin=row.iin, phone=row.phone)


def _card(row: Row) -> str:
    """The number as every page of the desk shows it, or the range that it will be drawn from."""
    number = row.card_number
    return Card(first6=number[:6], last4=number[-4:]).truncated if number else row.brand
