"""The catalogue's file, read strictly: each mistake is named with its row, nothing is half-read."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from homebank.lib import iin
from payments.billers import tells_invoices
from payments.catalogue.account_rules import (
    CHECKS,
    LONGEST_ACCOUNT,
    READS,
    AccountRefused,
    AccountRules,
)

Row = dict[str, Any]
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
LONGEST = {"key": 60, "name": 120, "hint": 200, "example": 60, "icon": 30, "tariff": 40, "code": 20}
LARGEST_TENGE = 1_000_000_000
# What a row of each section must have, and what it may have besides.
SHAPES: dict[str, tuple[set[str], set[str]]] = {
    "cities": ({"key", "name"}, set()),
    "categories": ({"key", "name", "icon", "tariff"}, set()),
    "account_kinds": ({"key", "name", "hint", "example", "reads"},
                      {"digits", "prefix", "pattern", "check", "groups", "shows"}),
    "billers": ({"key", "name", "bin", "protocol"}, {"address", "tariff"}),
    "services": ({"key", "name", "category", "biller", "account", "amount"},
                 {"city", "words", "code", "invoice"}),
}  # fmt: skip
# A service's word for a row of another section.
LINKS = {"category": "categories", "biller": "billers", "account": "account_kinds",
         "city": "cities"}  # fmt: skip


class CatalogueWrong(ValueError):
    """The file is not a catalogue. The text has a line for each mistake, with its row."""


@dataclass
class CatalogueFile:
    """The rows of each section as the file has them, all of them checked."""

    cities: list[Row] = field(default_factory=list)
    categories: list[Row] = field(default_factory=list)
    account_kinds: list[Row] = field(default_factory=list)
    billers: list[Row] = field(default_factory=list)
    services: list[Row] = field(default_factory=list)


class StrictLoader(yaml.SafeLoader):
    """YAML without its silent overwriting: a key that stands twice is a mistake."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for name, _value in node.value:
            key = str(self.construct_object(name, deep=True))
            if key in seen:
                raise CatalogueWrong(f"line {name.start_mark.line + 1}: {key!r} stands twice")
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def read_catalogue(file: Path) -> CatalogueFile:
    """The file's rows. OSError; CatalogueWrong that names every mistake."""
    data = _sections(file.read_bytes())
    mistakes = list(_mistakes(data))
    if mistakes:
        raise CatalogueWrong("\n".join(mistakes))
    return CatalogueFile(**data)


def rules_of(row: Row) -> AccountRules:
    """The rules of a row of `account_kinds`."""
    least, most = _span(row.get("digits", 0))
    return AccountRules(
        reads=row["reads"], digits=(least, most), prefix=row.get("prefix", ""),
        pattern=row.get("pattern", ""), check=row.get("check", ""),
        groups=tuple(row.get("groups", ())), shows=row.get("shows", 4),
    )  # fmt: skip


def _sections(text: bytes) -> dict[str, list[Row]]:
    try:
        data = yaml.load(text, StrictLoader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError) as reason:
        raise CatalogueWrong(f"no YAML: {' '.join(str(reason).split())}") from None
    if not isinstance(data, dict) or set(data) != set(SHAPES):
        raise CatalogueWrong(f"the sections are: {', '.join(SHAPES)}")
    for name, rows in data.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise CatalogueWrong(f"{name}: a list of rows is needed, {{key: ..., name: [...]}}")
    return data


def _mistakes(data: dict[str, list[Row]]) -> Iterator[str]:
    """Shapes first: what refers to rows is looked at only when the rows are rows."""
    found = [
        f"{section}: {row.get('key', f'row {number}')}: {wrong}"
        for section, rows in data.items()
        for number, row in enumerate(rows, start=1)
        for wrong in _shape(section, row)
    ]
    if found:
        yield from found
        return
    found = [*_twice(data), *(
        f"{section}: {row['key']}: {wrong}"
        for section, judge in JUDGES.items()
        for row in data[section]
        for wrong in judge(row)
    )]  # fmt: skip
    yield from found or _links(data)


def _shape(section: str, row: Row) -> Iterator[str]:
    needed, allowed = SHAPES[section]
    for name in sorted(needed - set(row)):
        yield f"{name!r} is missing"
    for name in sorted(set(map(str, row)) - needed - allowed):
        yield f"{name!r} is no word here; the words are {', '.join(sorted(needed | allowed))}"
    if "key" in row and not (isinstance(row["key"], str) and KEY.fullmatch(row["key"])):
        yield "a key has small Latin letters, digits and dashes"
    for name in {"name", "hint"} & set(row):
        if not _in_three_languages(row[name]):
            yield f"{name!r} is three texts: [Kazakh, Russian, English]"
    for name in {"bin", "protocol", "icon", "tariff", "code", "words", "example", "address",
                 "reads", "prefix", "pattern", "check", *LINKS} & set(row):  # fmt: skip
        if not isinstance(row[name], str):
            yield f"{name!r} is a text: write it in quotes"
    for name, most in LONGEST.items():
        texts = row.get(name, "") if isinstance(row.get(name), list) else [row.get(name, "")]
        if any(isinstance(text, str) and len(text) > most for text in texts):
            yield f"{name!r} has at most {most} signs"


def _in_three_languages(value: Any) -> bool:
    return (isinstance(value, list) and len(value) == 3
            and all(isinstance(text, str) and text.strip() for text in value))  # fmt: skip


def _twice(data: dict[str, list[Row]]) -> Iterator[str]:
    for section, rows in data.items():
        keys = [row["key"] for row in rows]
        yield from (f"{section}: {key}: the key stands twice"
                    for key in sorted({key for key in keys if keys.count(key) > 1}))  # fmt: skip


def _kind(row: Row) -> Iterator[str]:
    """A kind of account whose own example it would not take helps nobody."""
    wrong = next(_rule(row), None)
    if wrong is not None:
        yield wrong
        return
    try:
        kept = rules_of(row).parse(row["example"], label=row["name"][2], example=row["example"])
    except AccountRefused as refusal:
        yield f"its own example {row['example']!r} does not fit: {refusal}"
    else:
        if len(kept) > LONGEST_ACCOUNT:
            yield f"an account has at most {LONGEST_ACCOUNT} signs"


def _rule(row: Row) -> Iterator[str]:
    if row["reads"] not in READS:
        yield f"reads: {row['reads']!r}; one of {', '.join(READS)}"
    if row["reads"] == "digits" and not _is_span(row.get("digits")):
        yield f"digits: a number or [least, most], 1 to {LONGEST_ACCOUNT}"
    if row["reads"] != "digits" and {"digits", "check", "prefix"} & set(row):
        yield "digits, prefix and check are words of `reads: digits`"
    if ("pattern" in row) != (row["reads"] == "text"):
        yield "pattern: what `reads: text` needs, and nothing else"
    if row.get("check", "iin") not in CHECKS:
        yield f"check: {row['check']!r}; one of {', '.join(CHECKS)}"
    if not row.get("prefix", "0").isdigit():
        yield "prefix: the digits that every account begins with"
    if not all(map(_is_count, (*_as_list(row.get("groups", [])), row.get("shows", 4)))):
        yield "groups and shows: numbers from 1 up"
    try:
        re.compile(row.get("pattern", ""))
    except re.error as reason:
        yield f"pattern: {reason}"


def _biller(row: Row) -> Iterator[str]:
    if not iin.is_valid(row["bin"]):
        yield f"bin: {row['bin']!r} is no BIN: twelve digits, the last one a check digit"
    if row["protocol"] not in settings.BILLER_GATEWAYS:
        known = ", ".join(sorted(settings.BILLER_GATEWAYS))
        yield f"protocol: {row['protocol']!r}; BILLER_GATEWAYS has {known}"
    try:
        URLValidator(["http", "https"])(row["address"]) if row.get("address") else None
    except ValidationError:
        yield f"address: {row['address']!r} is no http or https address"


def _service(row: Row) -> Iterator[str]:
    least_most = row["amount"]
    if not (isinstance(least_most, list) and len(least_most) == 2
            and all(map(_is_count, least_most))
            and least_most[0] <= least_most[1] <= LARGEST_TENGE):  # fmt: skip
        yield f"amount: [least, most] in whole tenge, up to {LARGEST_TENGE}"
    if not isinstance(row.get("invoice", False), bool):
        yield "invoice: true or false"


def _links(data: dict[str, list[Row]]) -> Iterator[str]:
    """Each service's rows in other sections are there, and its biller can tell bills if it must."""
    keys = {section: {row["key"] for row in rows} for section, rows in data.items()}
    protocols = {row["key"]: row["protocol"] for row in data["billers"]}
    for row in data["services"]:
        for word, section in LINKS.items():
            if word in row and row[word] not in keys[section]:
                yield f"services: {row['key']}: {word} {row[word]!r} is not among {section}"
        protocol = protocols.get(row["biller"])
        if row.get("invoice") and protocol and not tells_invoices(protocol):
            yield f"services: {row['key']}: the protocol {protocol!r} of its biller tells no bills"


def _is_count(value: Any) -> bool:
    return type(value) is int and value > 0


def _is_span(value: Any) -> bool:
    least, most = _span(value)
    return _is_count(least) and _is_count(most) and least <= most <= LONGEST_ACCOUNT


def _span(value: Any) -> tuple[Any, Any]:
    if isinstance(value, list):
        return (value[0], value[1]) if len(value) == 2 else (0, 0)
    return value, value


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


JUDGES: dict[str, Callable[[Row], Iterator[str]]] = {
    "account_kinds": _kind, "billers": _biller, "services": _service,
}  # fmt: skip
