"""A tariff file (data/*.yaml) read into lines, with every mistake named. Touches no table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from homebank.lib.amounts import AmountRefused, parse_amount
from homebank.lib.money import EXPONENTS
from tariffs.errors import NoTariff, TariffFileRefused
from tariffs.fees import FIXED, MINOR_PER_WHOLE, NONE, PERCENT, TIERS, Rule, Tier, shown, work_out
from tariffs.lines import AMOUNT, Line, Scope
from tariffs.resolution import find_line
from tariffs.subjects import Subject

LANGUAGES = ("kk", "ru", "en")
SCOPE_WORDS = ("categories", "billers", "operations", "excluded_billers", "excluded_operations")


@dataclass(frozen=True, slots=True)
class TariffFile:
    """What a file says of one version."""

    number: int
    in_force_from: date
    currency: str
    titles: Mapping[str, str]
    lines: tuple[Line, ...]
    # Prices that the bank's words name beside the printed table.
    outside: tuple[Line, ...] = ()


def read_tariff(path: Path) -> TariffFile:
    """The version that the file holds. TariffFileRefused names the line that is wrong."""
    try:
        said = yaml.safe_load(path.read_text())
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as reason:
        raise TariffFileRefused(f"{path.name} cannot be read: {reason}") from None
    try:
        return _version(said)
    except TariffFileRefused as reason:
        raise TariffFileRefused(f"{path.name}: {reason}") from None


def _version(said: Any) -> TariffFile:
    known = ("version", "in_force_from", "currency", "titles", "lines", "outside", "worked")
    _only(said, known, where="the file")
    version = TariffFile(
        number=_whole(said.get("version"), "version"),
        in_force_from=said.get("in_force_from"),
        currency=said.get("currency"),
        titles=_names(said.get("titles"), "titles"),
        lines=tuple(_line(row) for row in _rows(said.get("lines"), "lines")),
        outside=tuple(_line(row) for row in said.get("outside") or ()),
    )
    if type(version.in_force_from) is not date:
        raise TariffFileRefused("in_force_from is a date, for example 2025-01-01.")
    if EXPONENTS.get(version.currency) != 2:
        raise TariffFileRefused("currency is one with two decimals, for example KZT.")
    priced = (*version.lines, *version.outside)
    for what in ("number", "key"):
        _no_twins([getattr(line, what) for line in priced], what)
    for example in _rows(said.get("worked"), "worked"):
        _prove(example, priced)
    return version


def _line(row: Any) -> Line:
    known = ("item", "key", "names", "fixed", "rate", "minimum", "maximum", "tiers", "basis",
             "per", "vat", "prices")  # fmt: skip
    number = str(row.get("item")) if isinstance(row, dict) else "?"
    where = f"line {number}"
    _only(row, known, where=where)
    line = Line(
        number=number,
        key=row.get("key") or "",
        names=_names(row.get("names"), where),
        rule=_rule(row, where),
        scope=_scope(row.get("prices", {}), where),
        basis=row.get("basis", AMOUNT),
        per=row.get("per", "payment"),
        vat=row.get("vat", "not_stated"),
    )
    if line.has_price != bool(line.scope.categories or line.scope.billers):
        raise TariffFileRefused(f"{where}: a price and what it prices come together.")
    return line


def _rule(row: dict[str, Any], where: str) -> Rule:
    given = [word for word in ("fixed", "rate", "tiers") if word in row]
    if len(given) > 1:
        raise TariffFileRefused(f"{where}: one of {' and '.join(given)}, not both.")
    if not given:
        return Rule(NONE)
    if "fixed" in row:
        return Rule(FIXED, fixed_minor=_minor(row["fixed"], where))
    if "tiers" in row:
        return Rule(TIERS, tiers=_tiers(_rows(row["tiers"], where), where))
    rate = _whole(row["rate"], where)
    least, most = (
        _minor(row[word], where) if word in row else None for word in ("minimum", "maximum")
    )
    return Rule(PERCENT, rate=rate, minimum_minor=least, maximum_minor=most)


def _tiers(rows: Sequence[Any], where: str) -> tuple[Tier, ...]:
    """Tiers from zero up, each beginning one tenge above the last; only the last has no end."""
    tiers: list[Tier] = []
    begins: int | None = 0
    for row in rows:
        _only(row, ("item", "from", "to", "fee"), where=where)
        if _whole(row.get("from"), where) != begins:
            raise TariffFileRefused(f"{where}: tier {row.get('item')} begins at {begins}.")
        ends = _whole(row["to"], where) if "to" in row else None
        last = None if ends is None else ends * MINOR_PER_WHOLE
        fee = _minor(row.get("fee"), where)
        tiers.append(Tier(str(row.get("item")), begins * MINOR_PER_WHOLE, last, fee))
        begins = None if ends is None else ends + 1
    if not tiers or begins is not None:
        raise TariffFileRefused(f"{where}: the last tier has no end.")
    return tuple(tiers)


def _scope(said: Any, where: str) -> Scope:
    _only(said, (*SCOPE_WORDS, "when"), where=where)
    lists = {word: tuple(said.get(word, ())) for word in SCOPE_WORDS}
    return Scope(**lists, when={fact: tuple(v) for fact, v in said.get("when", {}).items()})


def _names(said: Any, where: str) -> dict[str, str]:
    if not isinstance(said, dict) or set(said) != set(LANGUAGES) or not all(said.values()):
        raise TariffFileRefused(f"{where}: a name in each of {', '.join(LANGUAGES)}.")
    return {language: str(said[language]) for language in LANGUAGES}


def _prove(example: Any, lines: tuple[Line, ...]) -> None:
    """A worked example must come out: the file is checked by its own arithmetic."""
    _only(example, ("subject", "fees"), where="worked")
    subject = Subject(**example["subject"])
    for amount, expected in example["fees"].items():
        try:
            line = find_line(subject, lines)
            fee = shown(work_out(line.rule, parse_amount(amount).minor).fee_minor)
        except (NoTariff, AmountRefused) as reason:
            raise TariffFileRefused(f"worked {example['subject']}, {amount}: {reason}") from None
        if fee != expected:
            told = f"worked {example['subject']}, {amount}: line {line.number} gives {fee}"
            raise TariffFileRefused(f"{told}, not {expected}.")


def _only(said: Any, known: Sequence[str], *, where: str) -> None:
    if not isinstance(said, dict):
        raise TariffFileRefused(f"{where} is a mapping of {', '.join(known)}.")
    if strange := sorted(set(said) - set(known)):
        raise TariffFileRefused(f"{where}: unknown word {strange[0]!r}.")


def _rows(said: Any, where: str) -> list[Any]:
    if not isinstance(said, list) or not said:
        raise TariffFileRefused(f"{where} is a list with at least one row.")
    return said


def _whole(said: Any, where: str) -> int:
    """A whole number from zero up. A float is refused: no fraction is ever read."""
    if type(said) is not int or said < 0:
        raise TariffFileRefused(f"{where}: {said!r} is no whole number from zero up.")
    return said


def _minor(said: Any, where: str) -> int:
    return _whole(said, where) * MINOR_PER_WHOLE


def _no_twins(values: list[str], what: str) -> None:
    twins = [value for value in values if values.count(value) > 1]
    if twins or "" in values:
        raise TariffFileRefused(f"lines: each has a {what} of its own, {twins[:1]} has not.")
