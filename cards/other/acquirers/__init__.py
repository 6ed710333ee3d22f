"""The contract with an acquirer: whoever debits cards of other banks for us.

`settings.ACQUIRER` names its maker. Every deed has a key of ours: the same key again does nothing
more and has the same answer. Verbs block for at most TIME_TO_ANSWER and raise AcquirerDeclined for
a final no, GatewayError for silence and rubbish, after which the deed may have been done.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from django.conf import settings

from homebank.lib import gateways
from homebank.lib.gateways import GatewayError
from homebank.lib.money import Money

TIME_TO_ANSWER = timedelta(seconds=10)
# What blocks on the card while it is attached; it is released at once.
ONE_TENGE = Money(100)
WAITS, HELD, UNKNOWN = "waits", "held", "unknown"


@dataclass(frozen=True, slots=True)
class WholeCard:
    """What the customer typed, on its way to the acquirer and nowhere else. Its text hides all."""

    number: str = field(repr=False)
    expiry: str = field(repr=False)
    cvv: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Verified:
    """Where the check of a card stands: WAITS for its bank, HELD (one tenge), UNKNOWN to them."""

    state: str
    token: str = field(default="", repr=False)


class AcquirerDeclined(GatewayError):
    """The issuer's or the acquirer's final no. `code` is a key of `cards.other.words.REASONS`."""

    def __init__(self, code: str) -> None:
        super().__init__(code, permanent=True)
        self.code = code


class Acquirer(Protocol):
    """A maker's instance is shared by the threads of a process."""

    def verify(self, *, key: UUID, card: WholeCard, return_to: str) -> str:
        """Block one tenge; the address of the issuer's page (3-D Secure)."""

    def look(self, *, key: UUID) -> Verified:
        """How the check under the key stands. AcquirerDeclined if its bank refused."""

    def release(self, *, key: UUID) -> None:
        """Free the one tenge, or never block it: nothing under the key is asked any more."""

    def charge(self, *, key: UUID, token: str, amount: Money, about: str) -> str:
        """Debit the card; the acquirer's number of the deed."""

    def give_back(self, *, key: UUID) -> None:
        """Undo the debit under the key, and see to it that none is made under it later."""

    def forget(self, *, token: str) -> None:
        """Forget the card."""


def acquirer() -> Acquirer:
    """The acquirer of this bank."""
    made: Acquirer = gateways.load(settings.ACQUIRER)
    return made
