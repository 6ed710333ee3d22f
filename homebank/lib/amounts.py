"""Amounts as people type them, and as pages show them. One parser for the whole bank.

| typed                        | read as            |
|------------------------------|--------------------|
| `1234`, `1234.5`, `1234,50`  | 1234.00 to 1234.50 |
| `1 234,56`, NBSP, thin space | 1234.56            |
| `1,234`, `1.234`, `990,099`  | asked back         |
| `-5`, `1e3`, `١٢`, `1_000`   | refused            |
"""

import re
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from homebank.lib.errors import Refusal
from homebank.lib.money import EXPONENTS, KZT, Money

# Fits bigint with room for sums: a hundred billion tenge.
LARGEST_MINOR = 10_000_000_000_000
BLANKS = "\u0020\u00a0\u2009\u202f"
SYMBOLS = {"KZT": "₸", "USD": "$", "EUR": "€", "RUB": "₽"}


class AmountRefused(Refusal):
    """A text that is no amount to pay."""


class NoAmount(AmountRefused):
    message = _("Enter an amount, for example 1500 or 1500,50.")


class NotAnAmount(AmountRefused):
    message = _("Write the amount in digits, for example 1500 or 1500,50.")


class AmbiguousAmount(AmountRefused):
    message = _("Is {value} a thousand or a fraction? Write {whole} or {fraction}.")


class TooManyDecimals(AmountRefused):
    message = _("An amount has at most two digits after the comma. Write 1500,50.")


class NotPositive(AmountRefused):
    message = _("The amount is more than zero.")


class TooLarge(AmountRefused):
    message = _("This amount is too large for one payment.")


def parse_amount(text: str, currency: str = KZT) -> Money:
    """The positive amount that the text says. AmountRefused (with a sentence) otherwise."""
    value = text.strip(BLANKS + "\t₸")
    if not value:
        raise NoAmount
    if re.fullmatch(rf"[0-9]{{1,3}}([{BLANKS}][0-9]{{3}})+([.,][0-9]*)?", value, re.ASCII):
        value = re.sub(f"[{BLANKS}]", "", value)
    shape = re.fullmatch(r"([0-9]{1,20})(?:[.,]([0-9]{1,20}))?", value, re.ASCII)
    if shape is None:
        raise NotAnAmount
    whole, fraction = shape[1], shape[2] or ""
    if len(fraction) == 3 and len(whole) <= 3 and whole != "0":
        guess = f"{whole},{fraction[:2]}"
        raise AmbiguousAmount(value=value, whole=whole + fraction, fraction=guess)
    if len(fraction) > EXPONENTS[currency]:
        raise TooManyDecimals
    money = Money.of(Decimal(f"{whole}.{fraction or 0}"), currency)
    if money.minor == 0:
        raise NotPositive
    if money.minor > LARGEST_MINOR:
        raise TooLarge
    return money


def show(money: Money, *, short: bool = False, language: str | None = None) -> str:
    """The amount for a page: `12 500,00 ₸` in Kazakh and Russian, `₸12,500.00` in English.

    `short` drops zero decimals (buttons). Blanks are U+00A0, minus is U+2212.
    """
    whole, decimals, sign = split(money, language=language)
    english = (language or get_language() or "ru").startswith("en")
    point = "." if english else ","
    number = whole if short and not decimals.strip("0") else f"{whole}{point}{decimals}"
    symbol = SYMBOLS[money.currency]
    return f"{sign}{symbol}{number}" if english else f"{sign}{number}\u00a0{symbol}"


def split(money: Money, *, language: str | None = None) -> tuple[str, str, str]:
    """Grouped whole units, decimals, and the sign (U+2212 or nothing), for templates."""
    english = (language or get_language() or "ru").startswith("en")
    whole, decimals = str(abs(money.amount)).split(".")
    grouped = f"{int(whole):,}"
    grouped = grouped if english else grouped.replace(",", "\u00a0")
    return grouped, decimals, "\u2212" if money.minor < 0 else ""
