"""What money of one currency is worth in tenge on a day: the bank's dated table, and its file.

Nothing here rounds but `in_tenge`, which rounds half a tiyn up.
"""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

from django.db import transaction

from homebank.lib.currencies import BY_CODE, TENGE, Currency
from homebank.lib.money import Money
from tariffs.errors import NoRate, RateFileRefused
from tariffs.models import ExchangeRate

HEADING = ["day", "currency", "units", "tenge"]
DEAREST = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rates of a file were new, and how many stood already."""

    added: int
    known: int


def in_tenge(minor: int, currency: Currency, *, day: date) -> Money:
    """What so many minor units are worth on the day, to the tiyn. NoRate if no rate is known."""
    tiyn = tiyn_of(minor, currency, day=day)
    return Money((2 * tiyn.numerator + tiyn.denominator) // (2 * tiyn.denominator))


def tiyn_of(minor: int, currency: Currency, *, day: date) -> Fraction:
    """The same exactly: two amounts in different currencies are compared by it."""
    major = Fraction(minor, 10**currency.exponent)
    tiyn: Fraction = major * _tenge_for_one(currency, day) * 10**TENGE.exponent
    return tiyn


def _tenge_for_one(currency: Currency, day: date) -> Fraction:
    if currency == TENGE:
        return Fraction(1)
    rates = ExchangeRate.objects.filter(currency=currency.code, day__lte=day)
    rate = rates.order_by("-day").first()
    if rate is None:
        raise NoRate(currency=currency.code)
    return Fraction(rate.tenge) * Fraction(1, rate.units)


def load_rates(*, path: Path) -> Loaded:
    """Load a file of rates, all lines or none; a rate that stands already stays as it is.

    RateFileRefused names the line that is wrong, or that would change a rate.
    """
    added = 0
    rates = _read(path)
    with transaction.atomic():
        for line, rate in rates:
            stands, is_new = ExchangeRate.objects.get_or_create(
                currency=rate.currency, day=rate.day,
                defaults={"units": rate.units, "tenge": rate.tenge},
            )  # fmt: skip
            if (stands.units, stands.tenge) != (rate.units, rate.tenge):
                raise RateFileRefused(f"line {line}: {rate} stands with another rate already")
            added += is_new
    return Loaded(added, len(rates) - added)


def _read(path: Path) -> list[tuple[int, ExchangeRate]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as reason:
        raise RateFileRefused(f"{path}: {reason}") from None
    if not rows or rows[0] != HEADING:
        raise RateFileRefused(f"{path}: the first line is not {','.join(HEADING)}")
    return [(line, _rate(line, row)) for line, row in enumerate(rows[1:], start=2) if row]


def _rate(line: int, row: list[str]) -> ExchangeRate:
    if len(row) != len(HEADING):
        raise RateFileRefused(f"line {line}: {len(row)} values, needs {len(HEADING)}")
    day, code, units, tenge = (each.strip() for each in row)
    if code not in BY_CODE or code == TENGE.code:
        raise RateFileRefused(f"line {line}: {code!r} is no foreign currency")
    if not (units.isascii() and units.isdigit() and 0 < int(units) <= 10_000):
        raise RateFileRefused(f"line {line}: units are 1 to 10000, not {units!r}")
    try:
        return ExchangeRate(
            day=date.fromisoformat(day), currency=code, units=int(units), tenge=_price(tenge)
        )
    except (ValueError, InvalidOperation):
        raise RateFileRefused(f"line {line}: no day and rate: {day!r}, {tenge!r}") from None


def _price(text: str) -> Decimal:
    price = Decimal(text)
    fits = price.is_finite() and 0 < price < DEAREST and price == round(price, 6)
    if not fits:
        raise ValueError(text)
    return price
