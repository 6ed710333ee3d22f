"""Accounts with billers: how a kind of account is read from what people type, and shown.

The rules of a kind are data (`account_kinds` in services.yaml); what they can say is here. Pure:
knows no tables. docs/billers.md lists every word.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from stdnum.iso7064 import mod_11_10

from homebank.lib import ids, iin, phone
from payments.errors import PaymentRefused

# What people put between the signs of an account.
BETWEEN = dict.fromkeys(map(ord, " \t\u00a0\u2009\u202f-‑–().,/№"))
# Letters that look alike: contracts are written in Latin, keyboards are often Cyrillic.
LOOKALIKES = str.maketrans("АВЕКМНОРСТУХІ", "ABEKMHOPCTYXI")
READS = ("mobile", "landline", "digits", "text")
LONGEST_ACCOUNT = 40


class AccountRefused(PaymentRefused):
    """What was typed is no account of the kind."""


class NotAMobileNumber(AccountRefused):
    message = _("Write the mobile number in full, for example 8 701 234 56 78.")


class NotALandlineNumber(AccountRefused):
    message = _("Write the number with the code of the city, for example {example}.")


class AccountMissing(AccountRefused):
    message = _("{label}: write it as on the bill, for example {example}.")


class NotOnlyDigits(AccountRefused):
    message = _("{label}: only digits, for example {example}.")


class WrongCount(AccountRefused):
    message = _("{label}: digits needed: {needed}, typed: {typed}. Compare it with the bill.")


class WrongStart(AccountRefused):
    message = _("{label}: the first digits are {prefix}, for example {example}.")


class WrongCheckDigit(AccountRefused):
    message = _("{label}: a digit is mistyped. Compare it with the bill, digit by digit.")


# The words by which a kind names its check digit; `mod11-10` is that of ISO 7064.
CHECKS: dict[str, Callable[[str], bool]] = {
    "luhn": ids.has_check_digit,
    "iin": iin.is_valid,
    "mod11-10": mod_11_10.is_valid,
}


@dataclass(frozen=True, slots=True)
class AccountRules:
    """One form of account. `digits` counts them, least and most; `groups` is how they are shown.

    `shows` last signs are left in a list, the others are hidden. A text is kept in capitals.
    """

    reads: str
    digits: tuple[int, int] = (0, 0)
    prefix: str = ""
    pattern: str = ""
    check: str = ""
    groups: tuple[int, ...] = ()
    shows: int = 4

    def parse(self, typed: str, *, label: str, example: str) -> str:
        """The account as stored. AccountRefused with a sentence that counts what was typed."""
        told = {"label": label, "example": example}
        if self.reads == "mobile":
            return _or(phone.parse_mobile(typed), NotAMobileNumber())
        if self.reads == "landline":
            return _or(phone.parse_landline(typed), NotALandlineNumber(**told))
        kept = typed.translate(BETWEEN).upper()
        if not kept:
            raise AccountMissing(**told)
        if self.reads == "text":
            kept = kept.translate(LOOKALIKES)
            fits = len(kept) <= LONGEST_ACCOUNT and re.fullmatch(self.pattern, kept, re.ASCII)
            return _or(kept if fits else None, AccountMissing(**told))
        self._check_digits(kept, told)
        return kept

    def missing(self, *, label: str, example: str) -> AccountRefused:
        """What is said where nothing was typed, or far too much."""
        if self.reads == "mobile":
            return NotAMobileNumber()
        return AccountMissing(label=label, example=example)

    def for_biller(self, account: str) -> str:
        """The account as the biller is asked: phones without +7, the rest as stored."""
        return account.removeprefix("+7") if self.is_phone else account

    def shown(self, account: str) -> str:
        """For reading and comparing: in groups where the kind has them."""
        if self.is_phone:
            return phone.spaced(account)
        return "\u00a0".join(self._pieces(account))

    def masked(self, account: str) -> str:
        """For a list: the last signs."""
        if self.is_phone:
            return phone.masked(account)
        return f"••\u00a0{account[-self.shows :]}" if len(account) > self.shows else account

    @property
    def is_phone(self) -> bool:
        """Whether the account is a number that rings."""
        return self.reads in {"mobile", "landline"}

    @property
    def inputmode(self) -> str:
        """Which keyboard a phone offers."""
        return "tel" if self.is_phone else "numeric" if self.reads == "digits" else "text"

    def _check_digits(self, kept: str, told: dict[str, str]) -> None:
        if not (kept.isascii() and kept.isdigit()):
            raise NotOnlyDigits(**told)
        least, most = self.digits
        if not least <= len(kept) <= most:
            needed = str(least) if least == most else f"{least}–{most}"
            raise WrongCount(**told, needed=needed, typed=len(kept))
        if not kept.startswith(self.prefix):
            raise WrongStart(**told, prefix=self.prefix)
        if self.check and not CHECKS[self.check](kept):
            raise WrongCheckDigit(**told)

    def _pieces(self, account: str) -> list[str]:
        pieces, rest = [], account
        for size in self.groups:
            pieces.append(rest[:size])
            rest = rest[size:]
        return [piece for piece in (*pieces, rest) if piece]


def _or(account: str | None, refusal: AccountRefused) -> str:
    if account is None:
        raise refusal
    return account
