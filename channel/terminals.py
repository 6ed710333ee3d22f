"""Terminals are added by a command, which prints the key once, and revoked there or at the desk."""

import secrets
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.staff.deeds import read_reason
from accounts.staff.errors import ReasonHoldsSecret
from channel.errors import AlreadyRevoked, NameUnreadable, NoSuchTerminal, TerminalThere
from channel.models import Terminal
from channel.signing import new_key
from homebank.lib import clock
from homebank.lib.card_numbers import holds_card_number
from notifications.events import SecretFact, record

# Nothing that is mistaken for something else when it is typed into a machine.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
ID_LENGTH = 12
LONGEST_NAME, LONGEST_PLACE = 40, 100


def add_terminal(*, name: str, kind: str, place: str = "") -> tuple[Terminal, str]:
    """A terminal and its key, which nobody is shown again. `kind` is a value of Terminal.Kind.

    NameUnreadable, TerminalThere.
    """
    _check_words(name, place)
    key = new_key()
    terminal = Terminal(
        key_id="".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH)), key=key, name=name,
        kind=Terminal.Kind(kind), place=place, added_at=clock.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            terminal.save(force_insert=True)
            record(kind="terminal-added", customer_id=None, subject=terminal.pk,
                   facts={"terminal": name, "key_id": terminal.key_id})  # fmt: skip
    except IntegrityError:
        raise TerminalThere from None
    return terminal, key


def terminal_named(name: str) -> Terminal:
    """The one with this name that is heard. NoSuchTerminal."""
    found = Terminal.objects.heard().filter(name=name).first()
    if found is None:
        raise NoSuchTerminal
    return found


def revoke_terminal(*, terminal_id: UUID, reason: str, by: User | None = None) -> Terminal:
    """Hear it no more, from the next request on. `by` is None for the command.

    AlreadyRevoked, ReasonMissing, ReasonHoldsSecret.
    """
    reason = read_reason(reason)
    with transaction.atomic():
        terminal = Terminal.objects.select_for_update(no_key=True).get(pk=terminal_id)
        if terminal.revoked_at is not None:
            raise AlreadyRevoked
        terminal.revoked_at, terminal.revoked_by = clock.now(), by
        terminal.revoked_for = reason
        terminal.save(update_fields=["revoked_at", "revoked_by", "revoked_for"])
        facts = {"terminal": terminal.name, "key_id": terminal.key_id, "reason": reason}
        facts |= {"operator": by.login_name or "", "name": by.first_name} if by else {}
        _record_reason(terminal, facts)
    return terminal


def _record_reason(terminal: Terminal, facts: dict[str, str]) -> None:
    try:
        record(kind="terminal-revoked", customer_id=None, subject=terminal.pk, facts=facts)
    except SecretFact:
        raise ReasonHoldsSecret from None


def _check_words(name: str, place: str) -> None:
    fits = 0 < len(name) <= LONGEST_NAME and len(place) <= LONGEST_PLACE
    words = f"{name} {place}"
    if not fits or not words.isprintable() or name != name.strip() or holds_card_number(words):
        raise NameUnreadable
