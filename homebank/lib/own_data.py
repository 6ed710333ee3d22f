"""The file of what the bank holds on a customer: each room tells its sections, piece by piece.

`settings.OWN_DATA` names a function of each room, `tell(customer) -> Iterator[Section]`. Records
come from the database as they are written, so that years of payments take no memory.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.module_loading import import_string
from django_stubs_ext import StrOrPromise

from homebank.lib.amounts import show
from homebank.lib.clock import ALMATY
from homebank.lib.money import Money

Value = str | int | bool | date | datetime | Money | None
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: `key` names it for programs, `label` for people; `shown` is a code in words."""

    key: str
    label: StrOrPromise
    value: Value
    shown: StrOrPromise = ""


Record = Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Section:
    """What is held of one kind: so many records, read while they are written."""

    key: str
    title: StrOrPromise
    records: Iterable[Record]


def sections_of(customer: Any) -> Iterator[Section]:
    """What all rooms hold on the customer, in the order of settings.OWN_DATA."""
    for path in settings.OWN_DATA:
        yield from import_string(path)(customer)


def as_json(head: Record, sections: Iterable[Section]) -> Iterator[str]:
    """The file for programs: an object with a list for each section; times with their offset."""
    yield "{\n" + ",\n".join(f"{_dumped(f.key)}: {_dumped(_plain(f.value))}" for f in head)
    for section in sections:
        yield f",\n{_dumped(section.key)}: ["
        comma = "\n"
        for record in section.records:
            yield comma + _dumped({fact.key: _plain(fact.value) for fact in record})
            comma = ",\n"
        yield "\n]"
    yield "\n}\n"


def as_text(head: Record, sections: Iterable[Section]) -> Iterator[str]:
    """The file for people: a heading for each section, a line for each fact."""
    yield _lines(head)
    for section in sections:
        title = str(section.title)
        yield f"\n\n{title.upper()}\n"
        for record in section.records:
            yield "\n" + _lines(record)


def in_language(pieces: Iterable[str], language: str) -> Iterator[str]:
    """The pieces, each made in the language: a file is sent after its request is over."""
    waiting = iter(pieces)
    while True:
        with translation.override(language):
            piece = next(waiting, None)
        if piece is None:
            return
        yield piece


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plain(value: Value) -> Any:
    if isinstance(value, Money):
        return {"minor": value.minor, "currency": value.currency}
    if isinstance(value, datetime):
        return value.astimezone(ALMATY).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def _lines(record: Record) -> str:
    told = ((fact, " ".join(_said(fact).split())) for fact in record)
    return "".join(f"{fact.label}: {said}\n" for fact, said in told if said)


def _said(fact: Fact) -> str:
    """As a person reads it; nothing for what is not there."""
    value = fact.value
    if fact.shown:
        return str(fact.shown)
    if isinstance(value, Money):
        return show(value)
    if isinstance(value, datetime):
        return value.astimezone(ALMATY).strftime("%d.%m.%Y, %H:%M:%S")
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return "" if value is None else str(value)
