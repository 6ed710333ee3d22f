"""Individual identification number of Kazakhstan: twelve digits (Order No 521 of 29.06.2023)."""

import re
from datetime import date

FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}


def is_valid(text: str) -> bool:
    """Whether the text is twelve ASCII digits, the last being the check digit of the others."""
    if not re.fullmatch(r"[0-9]{12}", text):
        return False
    return check_digit(text[:11]) == int(text[11])


def check_digit(eleven: str) -> int | None:
    """The twelfth digit for eleven others, or None if no such number is issued."""
    for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
        rest = sum(int(d) * w for d, w in zip(eleven, weights, strict=True)) % 11
        if rest != 10:
            return rest
    return None


def birth_date(iin: str) -> date | None:
    """The birth date that the number suggests, or None.

    Only a suggestion: since resolution No 853 of 26.08.2013 the number need not carry it, and a
    mismatch is no error.
    """
    century = CENTURIES.get(iin[6])
    if century is None:
        return None
    try:
        return date(century + int(iin[:2]), int(iin[2:4]), int(iin[4:6]))
    except ValueError:
        return None
