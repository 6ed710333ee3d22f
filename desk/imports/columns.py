"""The columns of a file of cards, and what each value must look like by itself."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from accounts.codewords.errors import CodewordLength, CodewordOwnData, CodewordRefused
from accounts.codewords.rules import check_codeword
from cards.holders import parse_expiry
from cards.models import Card
from desk.imports.faults import Fault
from homebank.identity import BANK
from homebank.lib import clock, iin
from homebank.lib.card_numbers import holds_card_number
from homebank.lib.ids import has_check_digit
from homebank.lib.phone import parse_mobile

COLUMNS = ("reference", "customer_number", "full_name", "latin_name", "iin", "birth_date", "phone",
           "language", "codeword", "card_number", "expiry", "brand", "kind")  # fmt: skip
REQUIRED = ("reference", "full_name", "iin", "birth_date")
LONGEST = {"reference": 40, "full_name": 120, "latin_name": 26, "codeword": 40}
LONGEST_OTHER = 36
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]*")
NAME = re.compile(r"[^\W\d_][^\d_<>=@+]*")
LATIN = re.compile(r"[A-Z][A-Z .'-]*")
BORN = re.compile(r"\d{2}\.\d{2}\.\d{4}", re.ASCII)
OLDEST = date(1900, 1, 1)
LANGUAGES = ("kk", "ru", "en")


@dataclass(frozen=True, slots=True)
class Row:
    """A line whose values are each right by themselves. Empty text: not given.

    `phone` is E.164, `card_number` digits alone. It never shows itself.
    """

    reference: str
    customer_number: str = field(repr=False)
    full_name: str = field(repr=False)
    latin_name: str = field(repr=False)
    iin: str = field(repr=False)
    born: date = field(repr=False)
    phone: str = field(repr=False)
    language: str
    codeword: str = field(repr=False)
    card_number: str = field(repr=False)
    expiry: date | None
    brand: str
    kind: str


def read_row(values: Sequence[str]) -> Row | list[Fault]:
    """The row that the values of a line make, in the order of COLUMNS; or what is wrong."""
    said = {name: " ".join(value.split()) for name, value in zip(COLUMNS, values, strict=True)}
    found = [*_lengths(said), *_forms(said)]
    if found:
        return found
    row = _row(said)
    return list(_codeword(row)) or row


def _lengths(said: dict[str, str]) -> Iterator[Fault]:
    for name in REQUIRED:
        if not said[name]:
            yield Fault(name, "missing")
    if not said["customer_number"] and not said["codeword"]:
        yield Fault("codeword", "missing")
    for name, value in said.items():
        if len(value) > LONGEST.get(name, LONGEST_OTHER):
            yield Fault(name, "codeword-length" if name == "codeword" else "long")


def _forms(said: dict[str, str]) -> Iterator[Fault]:
    """Values that are given and do not look like what they should be."""
    for name, is_right in FORMS.items():
        value = said[name]
        if value and len(value) <= LONGEST.get(name, LONGEST_OTHER) and not is_right(value):
            yield Fault(name, CODES.get(name, name.replace("_", "-")))
    expiry = parse_expiry(said["expiry"]) if said["expiry"] else None
    if expiry is not None and expiry < clock.today():
        yield Fault("expiry", "expiry-passed")


def _is_reference(value: str) -> bool:
    return bool(REFERENCE.fullmatch(value)) and not holds_card_number(value)


def _is_name(value: str) -> bool:
    return len(value.split()) >= 2 and all(NAME.fullmatch(part) for part in value.split())


def _is_customer_number(value: str) -> bool:
    is_id = re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value)
    return bool(is_id) or (len(_digits(value)) == 8 and _digits(value).isascii())


def _is_our_number(value: str) -> bool:
    number = _digits(value)
    own = any(number.startswith(each["prefix"]) for each in BANK["card_ranges"])
    return len(number) == 16 and has_check_digit(number) and own


FORMS: dict[str, Callable[[str], object]] = {
    "reference": _is_reference,
    "customer_number": _is_customer_number,
    "full_name": _is_name,
    "latin_name": LATIN.fullmatch,
    "iin": iin.is_valid,
    "birth_date": lambda value: _born(value) is not None,
    "phone": parse_mobile,
    "language": LANGUAGES.__contains__,
    "card_number": _is_our_number,
    "expiry": parse_expiry,
    "brand": lambda value: value in {each["brand"] for each in BANK["card_ranges"]},
    "kind": Card.Kind.values.__contains__,
}
CODES = {"customer_number": "unknown-customer", "full_name": "name"}


def _row(said: dict[str, str]) -> Row:
    born = _born(said["birth_date"])
    assert born is not None  # its form was right
    return Row(
        reference=said["reference"], customer_number=said["customer_number"].replace(" ", ""),
        full_name=said["full_name"], latin_name=said["latin_name"], iin=said["iin"], born=born,
        phone=parse_mobile(said["phone"]) or "" if said["phone"] else "",
        language=said["language"] or "ru", codeword=said["codeword"],
        card_number=_digits(said["card_number"]), brand=said["brand"],
        expiry=parse_expiry(said["expiry"]) if said["expiry"] else None,
        kind=said["kind"] or Card.Kind.PLASTIC.value,
    )  # fmt: skip


def _codeword(row: Row) -> Iterator[Fault]:
    """Who learns of the file knows the word: it works once, and still nobody may guess it."""
    if row.customer_number:
        if row.codeword:
            yield Fault("codeword", "codeword-known")
        return
    try:
        check_codeword(row.codeword, own=(row.full_name, row.iin, row.born.isoformat(), row.phone))
    except CodewordLength:
        yield Fault("codeword", "codeword-length")
    except CodewordOwnData:
        yield Fault("codeword", "codeword-own")
    except CodewordRefused:
        yield Fault("codeword", "codeword-trivial")


def _born(value: str) -> date | None:
    if not BORN.fullmatch(value):
        return None
    try:
        found = datetime.strptime(value, "%d.%m.%Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
    return found if OLDEST <= found <= clock.today() else None


def _digits(value: str) -> str:
    return value.replace(" ", "")
