"""How hard a password is to guess, in three steps; static/js/strength.js counts the same."""

from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from math import log2

from django.utils.translation import pgettext_lazy
from django.views.decorators.debug import sensitive_variables
from django_stubs_ext import StrOrPromise

from accounts.sign_in.passwords import is_common, policy


class Level(IntEnum):
    """How many of the three bars are filled."""

    WEAK = 1
    FAIR = 2
    STRONG = 3

    @property
    def word(self) -> StrOrPromise:
        return WORDS[self]


WORDS: dict[Level, StrOrPromise] = {
    Level.WEAK: pgettext_lazy("password", "Weak"),
    Level.FAIR: pgettext_lazy("password", "Fair"),
    Level.STRONG: pgettext_lazy("password", "Strong"),
}
# Bits from which a password is fair, and strong.
FAIR, STRONG = 50, 70
# How many letters a guesser has to try at each place, by the kinds that stand in the password.
KINDS = (("abcdefghijklmnopqrstuvwxyz", 26), ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 26), ("0123456789", 10))
OTHER_ASCII, BEYOND_ASCII = 33, 32
# A letter that repeats the last one, or continues a row (`abc`, `321`), is worth a quarter.
WHOLE, ROW = 4, 1


@dataclass(frozen=True, slots=True)
class Meter:
    """What the page shows of strength: a level once something was typed, and all its words."""

    shortest: int
    level: Level | None = None

    @property
    def words(self) -> list[StrOrPromise]:
        return list(WORDS.values())


@sensitive_variables("password")
def strength(password: str) -> Level:
    """The level. What the policy finds too short, or the thieves' lists hold, is weak."""
    if len(password) < policy().shortest or is_common(password):
        return Level.WEAK
    found = bits(password)
    return Level.STRONG if found >= STRONG else Level.FAIR if found >= FAIR else Level.WEAK


@sensitive_variables("password")
def bits(password: str) -> float:
    """How many halvings of all passwords of its kind lead to it, at most."""
    signs = [ord(sign) for sign in password]
    steps = [abs(b - a) <= 1 for a, b in pairwise(signs)]
    length = (WHOLE * bool(signs) + sum(ROW if row else WHOLE for row in steps)) / WHOLE
    return length * log2(_alphabet(password)) if signs else 0.0


def meter(password: str = "") -> Meter:
    """The meter for a page, with the level of what was typed, if anything was."""
    return Meter(policy().shortest, strength(password) if password else None)


@sensitive_variables("password")
def _alphabet(password: str) -> int:
    size = sum(count for letters, count in KINDS if set(letters) & set(password))
    known = set("".join(letters for letters, _count in KINDS))
    rest = set(password) - known
    size += OTHER_ASCII if any(sign.isascii() for sign in rest) else 0
    return size + (BEYOND_ASCII if any(not sign.isascii() for sign in rest) else 0)
