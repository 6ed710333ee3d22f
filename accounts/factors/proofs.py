"""What somebody shows to confirm: six digits by SMS or app, a passkey's answer, a recovery code."""

import re
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from django.views.decorators.debug import sensitive_variables
from webauthn.helpers.structs import AuthenticationCredential

from accounts.errors import AccountsRefused
from accounts.factors import recovery_letters
from accounts.factors.app_codes import app_shows
from accounts.factors.errors import (
    CodeExpired,
    CodeNotDigits,
    CodeTooLong,
    CodeTooShort,
    NoCode,
    WrongCode,
    WrongCodeOfApp,
    WrongPasskey,
    WrongRecoveryCode,
)
from accounts.factors.held import Factor, has_app
from accounts.factors.passkey_answers import is_answered, read_answer
from accounts.models import Confirmation, OneTimeCode
from homebank.lib import clock, crypto
from homebank.lib.kept import KeptQuery

DIGITS = 6
SENT = KeptQuery(lambda confirmation_id: OneTimeCode.objects.filter(confirmation=confirmation_id))
BLANKS_AND_DASHES = re.compile(r"[\s\-‐‑‒–—]")


class Proof(Protocol):
    """Something shown, of the right shape. The caller holds the confirmation's row."""

    def factor(self, confirmation: Confirmation) -> Factor | None:
        """What it is right by; None if it is wrong. AccountsRefused if it would be too late."""

    def wrong(self, confirmation: Confirmation, *, left: int) -> AccountsRefused:
        """What is told while tries are left."""


@dataclass(frozen=True, slots=True)
class Digits:
    """A code by SMS, or one that the app shows."""

    digits: str = field(repr=False)

    def factor(self, confirmation: Confirmation) -> Factor | None:
        """Raises CodeExpired while no code is valid."""
        hashed, now = sms_hash(confirmation.pk, self.digits), clock.now()
        sent = SENT.rows(confirmation.pk)
        right = [code for code in sent if crypto.same(code.code_hash, hashed)]
        if any(code.expires_at > now for code in right):
            return Factor.SMS
        by_app = takes_app(confirmation)
        if by_app and app_shows(customer_id=confirmation.customer_id, digits=self.digits):
            return Factor.APP
        if right or not (by_app or any(code.expires_at > now for code in sent)):
            raise CodeExpired
        return None

    def wrong(self, confirmation: Confirmation, *, left: int) -> AccountsRefused:
        return (WrongCode if confirmation.last_sent_at else WrongCodeOfApp)(left=left)


@dataclass(frozen=True, slots=True)
class Signature:
    """What a passkey answered."""

    answer: AuthenticationCredential = field(repr=False)

    def factor(self, confirmation: Confirmation) -> Factor | None:
        """Raises PasskeyExpired and PasskeyCopied."""
        return Factor.PASSKEY if is_answered(confirmation, self.answer) else None

    def wrong(self, confirmation: Confirmation, *, left: int) -> AccountsRefused:
        return WrongPasskey(left=left)


@dataclass(frozen=True, slots=True)
class Letters:
    """A recovery code: it opens the door, and moves no money and changes nothing."""

    letters: str = field(repr=False)

    def factor(self, confirmation: Confirmation) -> Factor | None:
        customer = confirmation.customer
        if customer is None or confirmation.purpose != "sign-in":
            return None
        right = recovery_letters.spend(self.letters, customer=customer)
        return Factor.RECOVERY_CODE if right else None

    def wrong(self, confirmation: Confirmation, *, left: int) -> AccountsRefused:
        return WrongRecoveryCode(left=left)


def read_proof(*, code: str = "", passkey: str = "", recovery_code: str = "") -> Proof:
    """The first of the three that is there, judged by its shape alone.

    Raises what `read_code`, `passkey_answers.read_answer` and `recovery_letters.read_code` raise.
    """
    if passkey:
        return Signature(read_answer(passkey))
    if recovery_code:
        return Letters(recovery_letters.read_code(recovery_code))
    return Digits(read_code(code))


def read_code(text: str) -> str:
    """The six digits of what was typed, with blanks and dashes or without. CodeRefused if not."""
    kept = BLANKS_AND_DASHES.sub("", text)
    if not kept:
        raise NoCode
    if not (kept.isascii() and kept.isdigit()):
        raise CodeNotDigits
    if len(kept) != DIGITS:
        raise (CodeTooShort if len(kept) < DIGITS else CodeTooLong)(digits=len(kept))
    return kept


def takes_app(confirmation: Confirmation) -> bool:
    """Whether a code of the customer's app is as good here as one by SMS.

    Not where the phone itself is to be proven: at registration and at recovery.
    """
    return not confirmation.proves_the_phone and has_app(customer_id=confirmation.customer_id)


@sensitive_variables("code")
def sms_hash(confirmation_id: UUID, code: str) -> str:
    """The keyed hash of a code by SMS, bound to what it confirms."""
    return crypto.code_hash(code, context=str(confirmation_id))
