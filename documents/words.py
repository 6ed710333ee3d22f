"""Times, sums and addresses as papers write them, in the active language."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language

from homebank.lib.amounts import SYMBOLS, show, split
from homebank.lib.clock import ALMATY
from homebank.lib.money import Money


def moment(when: datetime) -> str:
    """`21.11.2026 14:06:45 (UTC+5)`: Almaty, with the zone, since a paper may travel."""
    return f"{when.astimezone(ALMATY):%d.%m.%Y %H:%M:%S} (UTC+5)"


def sum_parts(money: Money) -> dict[str, Any]:
    """The sum as typst/paper.typ sets it: whole units, small decimals, the sign where it belongs.

    Joined, they are what `lib.amounts.show` says.
    """
    whole, decimals, minus = split(money)
    english = (get_language() or "ru").startswith("en")
    symbol, point = SYMBOLS[money.currency], "." if english else ","
    sign = f"{minus}{symbol}" if english else f"\u00a0{symbol}"
    parts = {"whole": whole if english else f"{minus}{whole}", "decimals": f"{point}{decimals}"}
    return {**parts, "sign": sign, "sign-first": english, "text": show(money)}


def in_each_language(message: str) -> dict[str, str]:
    """The message of the catalogue in every language of the bank, by language."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = translation.gettext(message)
    return found
