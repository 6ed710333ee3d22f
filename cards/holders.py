"""Whose card is it? Asked by registration and its worker, by the dotted paths in settings."""

import re
from datetime import date
from uuid import UUID

from cards.cvv import cvv2
from cards.models import Card, last_day
from homebank.identity import BANK
from homebank.lib import crypto
from homebank.lib.card_numbers import number_fingerprint
from homebank.lib.ids import has_check_digit

SOME_NUMBER = "4" + "0" * 15
SOME_DAY = date(2000, 1, 31)
MONTH_FIRST = r"(?P<month>[0-9]{1,2})[ ]*[/.\- ][ ]*(?P<year>[0-9]{4}|[0-9]{2})"
BARE = r"(?P<month>[0-9]{2})(?P<year>[0-9]{4}|[0-9]{2})"
YEAR_FIRST = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})(?:-[0-9]{2})?"


def find_holder(*, number: str, expiry: str, cvv: str) -> UUID | None:
    """The id of the customer whose active or frozen card has these three facts, or None.

    Blanks and dashes in the number are dropped; `expiry` is `12/29` or what `parse_expiry` takes.
    An unknown number costs the same work as a known one: one look-up, one CVV, two comparisons.
    """
    digits = re.sub(r"[\s\-]", "", number)
    typed_day = parse_expiry(expiry) or SOME_DAY
    facts = Card.objects.filter(number_fingerprint=number_fingerprint(digits))
    card = facts.only("customer_id", "expiry", "state").first()
    right_cvv = cvv2(digits if _is_number(digits) else SOME_NUMBER, typed_day)
    same_cvv = crypto.same(right_cvv, cvv.strip())
    same_day = crypto.same(str(card.expiry if card else None), str(typed_day))
    if card is None or not (same_cvv and same_day and _opens_the_portal(card)):
        return None
    return card.customer_id


def find_owner(*, fingerprint: str) -> UUID | None:
    """The id of the customer whose card, in whatever state, has the number, or None.

    The number alone proves nothing: this is for warning the owner, and a worker asks it. The
    request that a stranger waits for never does. `fingerprint` as of `number_fingerprint`.
    """
    owners = Card.objects.filter(number_fingerprint=fingerprint)
    return owners.values_list("customer_id", flat=True).first()


def is_own_number(text: str) -> bool:
    """Whether the text is nothing but a number of the bank's card ranges: no reference.

    By its digits alone: it is asked of each line of a register while that is copied.
    """
    digits = re.sub(r"[\s\-]", "", text)
    ranges = tuple(own["prefix"] for own in BANK["card_ranges"])
    return _is_number(digits) and digits.startswith(ranges) and has_check_digit(digits)


def parse_expiry(text: str) -> date | None:
    """The last day of the month that `12/29`, `12/2029`, `1229` or `2029-12-31` names, or None."""
    value = text.strip()
    found = (re.fullmatch(shape, value, re.ASCII) for shape in (MONTH_FIRST, BARE, YEAR_FIRST))
    match = next(filter(None, found), None)
    if match is None:
        return None
    year, month = int(match["year"]), int(match["month"])
    year += 2000 if year < 100 else 0
    return last_day(year, month) if 1 <= month <= 12 and 2000 <= year < 2100 else None


def _is_number(digits: str) -> bool:
    return re.fullmatch(r"[0-9]{12,19}", digits, re.ASCII) is not None


def _opens_the_portal(card: Card) -> bool:
    return card.standing in {Card.State.ACTIVE, Card.State.FROZEN}
