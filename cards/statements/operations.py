"""The way of one operation of a card: asked, blocked, taken in parts, or free again."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cards.authorization.gathering import day_of
from cards.models import Authorization, Outcome, Presentment
from homebank.lib.currencies import BY_NUMBER, TENGE
from homebank.lib.money import Money
from ledger.models import HoldResolution
from tariffs.errors import NoRate
from tariffs.rates import tiyn_of

ENDS: dict[str, str | Promise] = {
    Outcome.REVERSED: _("The shop cancelled it: the money is free again"),
    Outcome.LAPSED: _("The shop did not take it in time: the money is free again"),
    Outcome.RELEASED: _("The bank released it: the money is free again"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: what it moved in tenge, and in the shop's currency if another."""

    at: datetime
    words: str | Promise
    amount: Money
    asked: str = ""
    rate: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """The steps, the oldest first. `auth_code` is what the shop has of us."""

    auth_code: str
    steps: list[Step]
    is_over: bool


def way_of(subject: UUID) -> Way | None:
    """The way of an operation, or of a presentment that came without one. Four queries at most."""
    row = Authorization.objects.filter(pk=subject).first()
    if row is None:
        alone = Presentment.objects.filter(pk=subject).first()
        return Way("", [_presented(alone)], is_over=True) if alone else None
    claims = [_presented(each) for each in row.presentments.order_by("at")]
    steps = sorted([_asked(row), *claims, *_ended(row)], key=lambda step: step.at)
    return Way(row.auth_code, steps, is_over=row.outcome != Outcome.HELD)


def _asked(row: Authorization) -> Step:
    foreign = row.currency_number != TENGE.number
    words = _("The shop asked, the bank blocked the money")
    rate = _rate(row.currency_number, row.at) if foreign else ""
    return Step(row.at, words, row.billed, row.amount_text if foreign else "", rate)


def _presented(row: Presentment) -> Step:
    foreign = row.currency_number != TENGE.number
    words = _("The shop returned the money") if row.billed_minor < 0 else _("The shop took it")
    return Step(
        row.at, words, Money(abs(row.billed_minor)),
        _amount_text(row.amount_minor, row.currency_number) if foreign else "",
        _rate(row.currency_number, row.at) if foreign else "",
    )  # fmt: skip


def _ended(row: Authorization) -> list[Step]:
    """How the hold ended where no shop took it; when, the book knows."""
    if row.outcome not in ENDS or row.hold is None:
        return []
    end = HoldResolution.objects.filter(hold=row.hold).first()
    return [Step(end.at, ENDS[row.outcome], row.billed)] if end else []


def _amount_text(minor: int, number: str) -> str:
    """`20.00 USD`"""
    currency = BY_NUMBER.get(number)
    if currency is None:
        return f"{minor} ({number})"
    return f"{Decimal(minor).scaleb(-currency.exponent):.{currency.exponent}f} {currency.code}"


def _rate(number: str, at: datetime) -> str:
    """`1 EUR = 602.15 KZT`: the bank's own of that day; nothing where it had none."""
    currency = BY_NUMBER.get(number)
    if currency is None:
        return ""
    try:
        tiyn = tiyn_of(10**currency.exponent, currency, day=day_of(at))
    except NoRate:
        return ""
    tenge = Decimal(tiyn.numerator) / Decimal(tiyn.denominator) / 100
    return f"1 {currency.code} = {tenge.quantize(Decimal('0.0001')).normalize():f} {TENGE.code}"
