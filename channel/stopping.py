"""A terminal that asks for more than an honest one ever does is stopped until somebody looks.

No window ends it: an administrator lifts it at the desk, or revokes the key.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.staff.deeds import read_reason, who_did
from accounts.staff.errors import ReasonHoldsSecret
from channel import limits
from channel.errors import AlreadyRevoked, NotStopped, TerminalStopped
from channel.models import Terminal, TerminalDeed
from homebank.lib import clock, throttle
from homebank.lib.errors import Refusal
from homebank.lib.throttle import Limit
from notifications.events import SecretFact, record

log = logging.getLogger(__name__)
What, Stop = TerminalDeed.What, Terminal.Stop
# How many deeds of a kind a terminal does in a day.
DEEDS: Mapping[str, Limit] = {
    What.NUMBER: limits.TERMINAL_NUMBERS, What.SLIP: limits.TERMINAL_SLIPS,
    What.NUMBER_PROPOSAL: limits.TERMINAL_PROPOSALS, What.UNBLOCKING: limits.TERMINAL_UNBLOCKINGS,
}  # fmt: skip
# What is counted anew once a stop is lifted.
COUNTED = (*DEEDS.values(), limits.UNKNOWN_CARDS, limits.WRONG_CODES)


def check_not_stopped(terminal: Terminal) -> None:
    """TerminalStopped."""
    if terminal.stopped_at is not None:
        raise TerminalStopped


@contextmanager
def counted_deed(terminal: Terminal, what: str) -> Iterator[None]:
    """One more of the terminal's day; the first too many stops it. TerminalStopped.

    What is refused within was not done, and is given back: who has no money stops no machine. Tries
    are bounded by the customer's own limits. Outside any transaction: what is counted stays
    counted, and who is stopped stays stopped.
    """
    if not throttle.take(DEEDS[what], str(terminal.pk)).allowed:
        stop_terminal(terminal=terminal, why=Stop(what))
        raise TerminalStopped
    try:
        yield
    except (Refusal, PermissionDenied):
        throttle.give_back(DEEDS[what], str(terminal.pk))
        raise


def stop_terminal(*, terminal: Terminal, why: Terminal.Stop) -> None:
    """Do nothing more for it: an event, and a line for the engineer on call. Once."""
    with transaction.atomic():
        found = Terminal.objects.select_for_update(no_key=True).get(pk=terminal.pk)
        if found.stopped_at is not None:
            return
        found.stopped_at, found.stopped_for = clock.now(), why
        found.save(update_fields=["stopped_at", "stopped_for"])
        record(kind="terminal-stopped", customer_id=None, subject=found.pk,
               facts={**_named(found), "stop": why.value})  # fmt: skip
    log.error("terminal %s, key id %s, is stopped: %s", found.name, found.key_id, why.value)


def lift_stop(*, terminal_id: UUID, reason: str, by: User) -> Terminal:
    """Let it work again; its day begins anew. NotStopped, AlreadyRevoked, and as `read_reason`."""
    reason = read_reason(reason)
    with transaction.atomic():
        terminal = Terminal.objects.select_for_update(no_key=True).get(pk=terminal_id)
        if terminal.revoked_at is not None:
            raise AlreadyRevoked
        if terminal.stopped_at is None:
            raise NotStopped
        facts = {**_named(terminal), "stop": terminal.stopped_for, **who_did(by), "reason": reason}
        terminal.stopped_at, terminal.stopped_for = None, ""
        terminal.save(update_fields=["stopped_at", "stopped_for"])
        for limit in COUNTED:
            throttle.forget(limit, str(terminal.pk))
        try:
            record(kind="terminal-lifted", customer_id=None, subject=terminal.pk, facts=facts)
        except SecretFact:
            raise ReasonHoldsSecret from None
    return terminal


def _named(terminal: Terminal) -> dict[str, str]:
    return {"terminal": terminal.name, "key_id": terminal.key_id}
