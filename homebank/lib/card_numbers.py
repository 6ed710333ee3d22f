"""Numbers of cards: the keyed hash by which one is found, and how one is known in a text."""

import re
import unicodedata

from homebank.lib import crypto
from homebank.lib.ids import has_check_digit

NUMBER_COLUMN = "cards_card.number"
SHORTEST, LONGEST = 13, 19
# Digits with whatever people put between the groups of a card number.
RUN = re.compile(r"\d(?:[\W_]{0,3}\d)+")
GROUP = re.compile(r"\d+")
EMBOSSED = ([4, 4, 4, 4], [4, 6, 5])


def number_fingerprint(number: str) -> str:
    """The hash of a whole number in digits, under the index key: 64 hexadecimal digits."""
    return crypto.fingerprint(number, column=NUMBER_COLUMN)


def holds_card_number(text: str) -> bool:
    """Whether somebody typed a whole card number into a text, with any signs between its digits.

    Neighbouring groups of digits, 13 to 19 together, whose check digit is right, or which stand as
    on a card. A long number of another kind is taken for one in one case of ten.
    """
    plain = unicodedata.normalize("NFKC", text)
    # Digits of any script are digits: ٤ is 4.
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in plain)
    return any(_is_card(GROUP.findall(run)) for run in RUN.findall(plain))


def _is_card(groups: list[str]) -> bool:
    for first in range(len(groups)):
        for last in range(first + 1, len(groups) + 1):
            some = groups[first:last]
            digits = "".join(some)
            if len(digits) > LONGEST:
                break
            if len(digits) >= SHORTEST and (
                has_check_digit(digits) or [len(group) for group in some] in EMBOSSED
            ):
                return True
    return False
