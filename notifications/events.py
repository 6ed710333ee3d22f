"""The record of what happened: written with the deed, never changed."""

import re
from uuid import UUID

from homebank.lib import clock, kept
from homebank.lib.ids import has_check_digit
from notifications.models import Event

SECRETS = {"code", "codeword", "cvv", "expiry", "number", "pan", "password", "pin", "secret"}
LONG_DIGITS = re.compile(r"\d{13,19}")


class SecretFact(ValueError):
    """A fact that may not stand in a record which nobody can ever erase. Names the fact."""


def record(
    *,
    kind: str,
    customer_id: UUID | None,
    subject: UUID | None = None,
    facts: dict[str, str] | None = None,
) -> Event:
    """Add an event in the caller's transaction. `kind` is dotted: `payment.settled`.

    SecretFact for a fact named as a secret, or that holds a card number.
    """
    facts = facts or {}
    for name, value in facts.items():
        _refuse_secret(name, value)
    event = Event(kind=kind, customer_id=customer_id, subject=subject, facts=facts, at=clock.now())
    kept.insert(event)
    return event


def _refuse_secret(name: str, value: str) -> None:
    digits = re.sub(r"[ \u00a0-]", "", value)
    if name in SECRETS or any(map(has_check_digit, LONG_DIGITS.findall(digits))):
        raise SecretFact(name)
