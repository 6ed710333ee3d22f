"""Recovery codes as they stand on paper: drawn, read, kept as hashes, each spent once."""

import re
import secrets
from dataclasses import dataclass, field

from django.contrib.auth.hashers import check_password, make_password
from django.views.decorators.debug import sensitive_variables

from accounts import limits
from accounts.factors.errors import NoRecoveryCode, NotARecoveryCode
from accounts.factors.held import tell
from accounts.hashes import nobodys_hash
from accounts.models import Customer, RecoveryCode
from homebank.lib import clock, crypto
from notifications.events import record

# No vowels, so that no words come about, and nothing that looks like a digit: 51 bits a code.
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
LENGTH, GROUP = 12, 4
BLANKS_AND_DASHES = re.compile(r"[\s\-‐‑‒–—]")


@dataclass(frozen=True, slots=True)
class KeptCode:
    """What the bank keeps of a code."""

    lookup: str
    code_hash: str = field(repr=False)


def draw_codes() -> list[str]:
    """A fresh set, `BCDF-GHJK-LMNP` each, that begin differently. Nothing is stored."""
    drawn: dict[str, str] = {}
    while len(drawn) < limits.RECOVERY_CODES:
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        drawn[code[:GROUP]] = "-".join(code[n : n + GROUP] for n in range(0, LENGTH, GROUP))
    return list(drawn.values())


@sensitive_variables("code")
def kept(code: str, *, customer: Customer) -> KeptCode:
    """The code as the bank keeps it for the customer."""
    return KeptCode(lookup_of(code, customer=customer), make_password(read_code(code)))


@sensitive_variables("code")
def lookup_of(code: str, *, customer: Customer) -> str:
    """By which the code is found among the customer's: the keyed hash of its first letters."""
    return crypto.code_hash(read_code(code)[:GROUP], context=f"recovery {customer.pk}")


@sensitive_variables("text", "letters")
def read_code(text: str) -> str:
    """The twelve letters of what was typed, however it was set. CodeRefused if they are none."""
    letters = BLANKS_AND_DASHES.sub("", text).upper()
    if not letters:
        raise NoRecoveryCode
    if len(letters) != LENGTH or not set(letters) <= set(LETTERS):
        raise NotARecoveryCode
    return letters


@sensitive_variables("letters")
def spend(letters: str, *, customer: Customer) -> bool:
    """Whether it is an unused code of the customer: then it is used, and the owner told.

    One password hash is computed either way.
    """
    unused = RecoveryCode.objects.filter(customer=customer, used_at=None)
    found = unused.select_for_update().filter(lookup=lookup_of(letters, customer=customer)).first()
    right = check_password(letters, found.code_hash if found else nobodys_hash())
    if found is None or not right:
        return False
    RecoveryCode.objects.filter(pk=found.pk).update(used_at=clock.now())
    left = unused.count()
    record(kind="recovery-code-used", customer_id=customer.pk, facts={"left": str(left)})
    tell(customer, "recovery-code-used", left=left)
    return True
