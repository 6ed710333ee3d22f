"""A clearing file: presentments line by line, each posted once, however often the file is run.

CSV with the heading below. A file with a line that cannot be read posts nothing at all.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import transaction

from cards.authorization.presenting import Presented, ReferenceTaken, post_presentment
from cards.holders import is_own_number
from cards.models import Card
from homebank.lib import clock
from homebank.lib.card_numbers import number_fingerprint
from homebank.lib.currencies import BY_CODE, Currency
from homebank.lib.ids import has_check_digit
from tariffs.errors import NoRate

HEADING = ["reference", "card", "operation", "amount", "currency", "rrn", "auth_code", "merchant",
           "category", "part", "parts"]  # fmt: skip
OPERATIONS = {"purchase", "cash", "refund"}
LONGEST = {"reference": 64, "rrn": 12, "auth_code": 6, "merchant": 40, "category": 4}
LARGEST = Decimal(10**9)


class ClearingFileRefused(Exception):
    """A file that posts nothing. The text names the line and what is wrong, never a number."""


@dataclass(slots=True)
class Cleared:
    """What came of a file. `waiting` tells the lines that were not posted, and why."""

    posted: int = 0
    repeated: int = 0
    uncovered: int = 0
    unknown: int = 0
    waiting: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it was read. The number is compared, never shown."""

    place: int
    number: str = field(repr=False)
    presented: Presented


def clear_file(*, path: Path) -> Cleared:
    """Post every presentment of the file, each in a transaction of its own.

    ClearingFileRefused: a line is wrong, and nothing was posted.
    """
    lines, cleared = list(_read(path)), Cleared()
    for line in lines:
        try:
            _post(line, cleared)
        except NoRate:
            code = line.presented.currency.code
            cleared.waiting.append(f"line {line.place}: no rate for {code} (manage.py load_rates)")
        except ReferenceTaken:
            cleared.waiting.append(
                f"line {line.place}: {line.presented.reference} stands for another presentment"
            )
    return cleared


def _post(line: Line, cleared: Cleared) -> None:
    fingerprint = number_fingerprint(line.number)
    with transaction.atomic():
        cards = Card.objects.select_for_update(no_key=True)
        card = cards.filter(number_fingerprint=fingerprint).first()
        row, repeated = post_presentment(card=card, presented=line.presented, at=clock.now())
    cleared.repeated += repeated
    if not repeated:
        cleared.posted += 1
        cleared.uncovered += bool(row.uncovered_minor)
        cleared.unknown += card is None


def _read(path: Path) -> Iterator[Line]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as reason:
        raise ClearingFileRefused(f"{path}: {reason}") from None
    if not rows or rows[0] != HEADING:
        raise ClearingFileRefused(f"{path}: the first line is not {','.join(HEADING)}")
    for place, row in enumerate(rows[1:], start=2):
        if row:
            yield _line(place, row)


def _line(place: int, row: list[str]) -> Line:
    if len(row) != len(HEADING):
        raise ClearingFileRefused(f"line {place}: {len(row)} values, needs {len(HEADING)}")
    said = dict(zip(HEADING, (value.strip() for value in row), strict=True))
    if fault := _fault(said):
        raise ClearingFileRefused(f"line {place}: {fault}")
    currency = BY_CODE[said["currency"]]
    presented = Presented(
        reference=said["reference"], operation=said["operation"], currency=currency,
        amount_minor=_minor(said["amount"], currency) or 0, rrn=said["rrn"],
        auth_code=said["auth_code"], merchant=said["merchant"], category=said["category"],
        part=int(said["part"] or 1), parts=int(said["parts"] or 1),
    )  # fmt: skip
    return Line(place, said["card"], presented)


def _fault(said: dict[str, str]) -> str:
    """What is wrong with the values of a line; nothing if they will do."""
    part, parts = said["part"] or "1", said["parts"] or "1"
    faults = {
        "no reference": not said["reference"] or is_own_number(said["reference"]),
        "no card number": not (has_check_digit(said["card"]) and 12 <= len(said["card"]) <= 19),
        f"operation {said['operation']!r}": said["operation"] not in OPERATIONS,
        f"currency {said['currency']!r}": said["currency"] not in BY_CODE,
        f"part {part!r} of {parts!r}": not _is_part(part, parts),
        "a value too long": any(len(said[name]) > most for name, most in LONGEST.items()),
    }
    found = next((fault for fault, is_wrong in faults.items() if is_wrong), "")
    if not found and _minor(said["amount"], BY_CODE[said["currency"]]) is None:
        found = f"amount {said['amount']!r}"
    return found


def _is_part(part: str, parts: str) -> bool:
    digits = all(value.isascii() and value.isdigit() and len(value) <= 2 for value in (part, parts))
    return digits and 1 <= int(part) <= int(parts)


def _minor(text: str, currency: Currency) -> int | None:
    """The minor units of an amount in whole units and decimals; None for what is no amount."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 < amount <= LARGEST:
        return None
    scaled = amount.scaleb(currency.exponent)
    return int(scaled) if scaled == scaled.to_integral_value() else None
