"""The record of what happened: written with the deed, never changed."""

import re
from uuid import UUID

from homebank.lib import clock, kept
from homebank.lib.ids import has_check_digit
from notifications.models import Event

SECRETS = {"code", "codeword", "cvv", "expiry", "number", "pan", "password", "pin", "secret"}
# Digits between letters are hexadecimal: an id of random digits is no card, even if Luhn agrees.
LONG_DIGITS = re.compile(r"(?<![0-9A-Za-z])\d(?:[ \u00a0-]?\d){12,18}(?![0-9A-Za-z])")
BETWEEN = re.compile(r"[ \u00a0-]")
UUID_TEXT = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")


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
    runs = LONG_DIGITS.findall(UUID_TEXT.sub("", value))
    if name in SECRETS or any(has_check_digit(BETWEEN.sub("", run)) for run in runs):
        raise SecretFact(name)
