"""From bytes to a message of EMV 3-D Secure: JSON read strictly, every field judged by its rule.

What is missing, typed wrongly or too long is told by its name (Faulty). Fields that nobody knows
are left alone, as EMV asks; an unknown extension that calls itself critical is not.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cards.three_ds.erro import (
    CRITICAL,
    DUPLICATE,
    FORMAT,
    MISSING,
    NOT_RECOGNISED,
    VERSION,
    VERSIONS,
    Faulty,
)

Message = dict[str, Any]
LARGEST = 64 * 1024
DEEPEST = 16
MOST_EXTENSIONS = 10
UUID_SHAPE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII | re.I
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One field: what it must be, and when it must be there (`always`, `payment` or `never`)."""

    fits: Callable[[Any], bool]
    needed: str = "never"


def text(shortest: int, longest: int) -> Callable[[Any], bool]:
    """So many signs, none of them invisible: names reach pages, logs and the database."""
    return lambda value: (
        isinstance(value, str) and shortest <= len(value) <= longest and value.isprintable()
    )


def shaped(pattern: str) -> Callable[[Any], bool]:
    """A string of just this shape, in ASCII."""
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def is_id(value: Any) -> bool:
    """A UUID as it is usually written."""
    return isinstance(value, str) and UUID_SHAPE.fullmatch(value) is not None


def is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def is_object(value: Any) -> bool:
    return isinstance(value, dict)


def read_json(raw: bytes) -> Message:
    """The object in the bytes. Faulty where it is none, or names a field twice."""
    if len(raw) > LARGEST:
        raise Faulty(NOT_RECOGNISED, "longer than 64 KB")
    try:
        found = json.loads(raw.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Faulty(NOT_RECOGNISED, "no JSON in UTF-8") from None
    if not isinstance(found, dict):
        raise Faulty(NOT_RECOGNISED, "no JSON object")
    return found


def check_message(message: Message, rules: Mapping[str, Rule], *, kind: str) -> None:
    """Type and version first, then each field. Faulty with the first kind of fault there is."""
    if message.get("messageType") != kind:
        raise Faulty(NOT_RECOGNISED, "messageType")
    version = message.get("messageVersion")
    if version is None:
        raise Faulty(MISSING, "messageVersion")
    if version not in VERSIONS:
        raise Faulty(VERSION, "messageVersion; supported: " + ", ".join(VERSIONS))
    is_payment = message.get("messageCategory") == "01"
    needed = [name for name, rule in rules.items() if _is_needed(rule, is_payment=is_payment)]
    missing = [name for name in needed if message.get(name) in (None, "")]
    if missing:
        raise Faulty(MISSING, ", ".join(missing))
    _check_extensions(message.get("messageExtension", []))
    there = [(name, rule) for name, rule in rules.items() if name in message]
    wrong = [name for name, rule in there if not rule.fits(message[name])]
    if wrong:
        raise Faulty(FORMAT, ", ".join(wrong))


def ids_of(message: Mapping[str, Any]) -> dict[str, str]:
    """The ids of a message that are ids: what an Erro may say back."""
    names = ("threeDSServerTransID", "acsTransID", "dsTransID")
    return {name: str(UUID(message[name])) for name in names if is_id(message.get(name))}


def _once(pairs: list[tuple[str, Any]]) -> Message:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Faulty(DUPLICATE, "a field stands there twice")
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _is_needed(rule: Rule, *, is_payment: bool) -> bool:
    return rule.needed == "always" or (rule.needed == "payment" and is_payment)


def _check_extensions(found: Any) -> None:
    """We know no extension: one that must be understood ends it."""
    if not isinstance(found, list) or len(found) > MOST_EXTENSIONS:
        raise Faulty(FORMAT, "messageExtension")
    for each in found:
        if not _is_extension(each):
            raise Faulty(FORMAT, "messageExtension")
    critical = [each["id"] for each in found if each["criticalityIndicator"]]
    if critical:
        raise Faulty(CRITICAL, ", ".join(critical))


def _is_extension(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and text(1, 64)(found.get("name"))
        and text(1, 64)(found.get("id"))
        and is_flag(found.get("criticalityIndicator"))
        and is_object(found.get("data"))
    )
