"""Accounts of a kind with a wished ending: the simulator goes by an account's last four digits."""

import itertools

from payments.catalogue.account_rules import CHECKS
from payments.models import AccountKind

ENDING = 4
# Enough digits before the ending to make any check digit come out.
VARIED = 3


def account_ending(kind: AccountKind, ending: str) -> str:
    """The kind's example with another ending, as stored, its check digit right.

    LookupError if there is none: the example is too short to vary.
    """
    start = kind.parse(kind.example)[:-ENDING]
    check = CHECKS.get(kind.rules.check)
    if check is None:
        return start + ending
    for digits in itertools.product("0123456789", repeat=VARIED):
        account = start[:-VARIED] + "".join(digits) + ending
        if check(account):
            return account
    raise LookupError(f"no account of kind {kind.key!r} ends in {ending}")
