"""The bank's rules for card operations, read once from settings.CARD_RULES_FILE."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from homebank.lib.currencies import BY_CODE, Currency

OWN = Path(__file__).parent / "rules.toml"
LONGEST_HOLD = 90
SHORTEST_MEMORY = 30  # cards_forget_messages keeps as much, whatever it is told


class RulesWrong(ValueError):
    """A file of rules that cannot be used. The text says what of it."""


@dataclass(frozen=True, slots=True)
class KindRule:
    """One kind of limit where nobody set it, and the bank's ceiling: tiyn a day."""

    is_open: bool
    amount_minor: int
    ceiling_minor: int


@dataclass(frozen=True, slots=True)
class Rules:
    """`unsecured_minor` is in minor units of `unsecured_currency`."""

    codes: Mapping[str, str]
    limits: Mapping[str, KindRule]
    unsecured_minor: int
    unsecured_currency: Currency
    wrong_cvv_a_day: int
    internet_needs_cvv: bool
    closed_categories: frozenset[str]
    hold_days: int
    hold_days_of: Mapping[str, int]
    message_days: int

    def days_held(self, category: str) -> int:
        """How many days a hold of a merchant category waits for its presentment."""
        return self.hold_days_of.get(category, self.hold_days)


@cache
def rules() -> Rules:
    """The rules in force. RulesWrong names what cannot be used (cards/checks.py asks at start)."""
    return read_rules(Path(settings.CARD_RULES_FILE))


def read_rules(path: Path) -> Rules:
    """The rules of a file, each value checked. RulesWrong."""
    try:
        told = tomllib.loads(path.read_text())
        return _rules(told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as reason:
        raise RulesWrong(f"{path}: {reason!r}") from None


def _rules(told: dict[str, Any]) -> Rules:
    unsecured = BY_CODE[told["unsecured"]["currency"]]
    days_of = {str(k): _count(v, 1, LONGEST_HOLD) for k, v in told["holds"]["categories"].items()}
    return Rules(
        codes=_codes(told["codes"]),
        limits={kind: _kind(told["limits"][kind]) for kind in ("internet", "transfers", "cash")},
        unsecured_minor=_count(told["unsecured"]["amount"], 0) * 10**unsecured.exponent,
        unsecured_currency=unsecured,
        wrong_cvv_a_day=_count(told["cvv"]["wrong_a_day"], 1),
        internet_needs_cvv=bool(told["cvv"]["needed_on_internet"]),
        closed_categories=frozenset(map(str, told["categories"]["closed"])),
        hold_days=_count(told["holds"]["days"], 1, LONGEST_HOLD),
        hold_days_of=days_of,
        message_days=_count(told["messages"]["days"], SHORTEST_MEMORY),
    )


def _codes(told: Mapping[str, str]) -> Mapping[str, str]:
    """Every code that our own file has, two letters or digits each."""
    missing = set(tomllib.loads(OWN.read_text())["codes"]) - set(told)
    wrong = [name for name, code in told.items() if not (len(code) == 2 and code.isalnum())]
    if missing or wrong:
        raise ValueError(f"codes: missing {sorted(missing)}, wrong {wrong}")
    return dict(told)


def _kind(told: Mapping[str, Any]) -> KindRule:
    ceiling = _count(told["ceiling"], 1)
    return KindRule(bool(told["open"]), _count(told["amount"], 1, ceiling) * 100, ceiling * 100)


def _count(value: Any, least: int, most: int = 10**9) -> int:
    if type(value) is not int or not least <= value <= most:
        raise ValueError(f"{value!r} is no whole number from {least} to {most}")
    return value
