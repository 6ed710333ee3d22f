"""Which bank of Kazakhstan has issued a card, by a table of prefixes that is data."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

BRANDS = {"4": "Visa", "5": "Mastercard", "2": "Mastercard"}


@dataclass(frozen=True, slots=True)
class Issuer:
    """A bank by its key in the table, and the payment system of the card."""

    key: str
    brand: str


def issuer_of(number: str) -> Issuer | None:
    """Who has issued the card with this number; None for banks that are not in the table."""
    prefixes = _table()[1]
    for length in range(len(number), 3, -1):
        if key := prefixes.get(number[:length]):
            return Issuer(key, BRANDS.get(number[:1], "Card"))
    return None


def bank_name(key: str) -> str:
    """The bank's name in the reader's language; of one that left the table, its key."""
    names = _table()[0].get(key, {})
    return names.get((get_language() or "ru")[:2]) or names.get("ru") or key


def bank_names() -> list[str]:
    """All banks of the table, in its order."""
    return [bank_name(key) for key in _table()[0]]


def _table() -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    return _read(str(settings.CARD_BANKS_FILE))


@cache
def _read(file: str) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Names by key, and keys by prefix."""
    told: dict[str, dict[str, Any]] = tomllib.loads(Path(file).read_text())
    names = {key: dict(bank["name"]) for key, bank in told.items()}
    prefixes = {prefix: key for key, bank in told.items() for prefix in bank["prefixes"]}
    return names, prefixes
