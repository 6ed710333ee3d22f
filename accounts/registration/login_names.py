"""The login name that a customer may choose (ACC-03): what it may be, and how often one may ask."""

import re
from uuid import UUID

from accounts import limits
from accounts.models import User
from accounts.registration.errors import (
    LoginNameLength,
    LoginNameNeedsLetter,
    LoginNameReserved,
    LoginNameSigns,
    LoginNameTaken,
    TooManyLoginNames,
)
from homebank.identity import BANK
from homebank.lib import throttle

SHORTEST, LONGEST = 3, 30
# Whoever carries one of these as a word of their name could pass for the bank.
RESERVED = frozenset({
    "admin", "administrator", "auditor", "bank", "cashier", "help", "helpdesk", "moderator",
    "operator", "root", "security", "staff", "support", "sysadmin", "system", "webmaster",
})  # fmt: skip
BANK_NAMES = {"homebank", re.sub("[^a-z0-9]", "", BANK["name"].lower())} - {""}


def read_login_name(text: str) -> str:
    """What was typed in small letters: 3 to 30 of a-z, 0-9, dot, dash, underscore; one a letter.

    Digits alone would be a phone or a Homebank ID. Raises subclasses of LoginNameRefused.
    """
    typed = text.strip()
    if not re.fullmatch("[A-Za-z0-9._-]*", typed):
        raise LoginNameSigns
    if not SHORTEST <= len(typed) <= LONGEST:
        raise LoginNameLength(shortest=SHORTEST, longest=LONGEST, length=len(typed))
    name = typed.lower()
    if not re.search("[a-z]", name):
        raise LoginNameNeedsLetter
    if _is_the_banks(name):
        raise LoginNameReserved
    return name


def count_try(*, customer_id: UUID) -> None:
    """Count one asking for a name, since the answer tells which names exist.

    Call it outside the transaction of the deed. Raises TooManyLoginNames(at).
    """
    taken = throttle.take(limits.LOGIN_NAMES, str(customer_id))
    if not taken.allowed:
        raise TooManyLoginNames(at=taken.until)


def check_free(*, login_name: str, network: str) -> None:
    """LoginNameTaken if somebody has the name, asked by who has no file yet.

    It is counted per network, and given back if the name is free: the answer tells which exist.
    Raises TooManyLoginNames(at).
    """
    taken = throttle.take(limits.LOGIN_NAMES_NETWORK, network)
    if not taken.allowed:
        raise TooManyLoginNames(at=taken.until)
    if User.objects.filter(login_name=login_name).exists():
        raise LoginNameTaken
    throttle.give_back(limits.LOGIN_NAMES_NETWORK, network)


def _is_the_banks(name: str) -> bool:
    packed = re.sub("[^a-z0-9]", "", name)
    return any(own in packed for own in BANK_NAMES) or bool(
        RESERVED & {packed.strip("0123456789"), *re.split("[^a-z]+", name)}
    )
