"""A deed of a terminal happens once for its id, however often and however fast it is asked for."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from cards.models import Card
from channel.errors import KeyConflict
from channel.models import Terminal, TerminalDeed
from channel.shapes import Body
from homebank.lib import clock, crypto

COLUMN = "channel_terminaldeed.request"
# Of a request, what does not make it another one. A code is in no digest either.
BESIDE = {"again", "operator_code"}


def found_before(*, terminal: Terminal, told: Body, what: str) -> TerminalDeed | None:
    """What this id did already. KeyConflict if that was something else."""
    row = TerminalDeed.objects.filter(terminal=terminal, key=UUID(told["id"])).first()
    if row is not None and (row.what, row.request) != (what, _fingerprint(told)):
        raise KeyConflict
    return row


def repeated(row: TerminalDeed) -> Body:
    """The answer of then."""
    return {**row.answer, "repeated": True}


@sensitive_variables()
def do_once(
    *, terminal: Terminal, told: Body, what: str, card: Card, deed: Callable[[TerminalDeed], Body],
    secrets: tuple[str, ...] = (),
) -> Body:  # fmt: skip
    """Do it in one transaction with the row that says so; of `deed`'s answer all but `secrets` is
    kept for a repetition.

    Of several at once the first does it, the others wait for it and hear its answer. What the deed
    refuses was not done: the same id may try again.
    """
    row = TerminalDeed(
        terminal=terminal, key=UUID(told["id"]), what=what, request=_fingerprint(told), card=card,
        customer_id=card.customer_id, at=clock.now(),
    )  # fmt: skip
    with transaction.atomic():
        if not _is_first(row):
            done = found_before(terminal=terminal, told=told, what=what)
            assert done is not None
            return repeated(done)
        answer = {"reference": str(row.pk), "card": card.truncated, **deed(row)}
        row.answer = {name: value for name, value in answer.items() if name not in secrets}
        row.save(update_fields=["answer", "quote"])
    return {**answer, "repeated": False}


def moment(at: datetime) -> str:
    """`2026-11-22T12:00:00+00:00`."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _is_first(row: TerminalDeed) -> bool:
    """Whether nobody has this id: one who is under way is waited for."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


@sensitive_variables()
def _fingerprint(told: Body) -> str:
    """A keyed hash: the whole number of a card is in what was asked."""
    asked: dict[str, Any] = {name: value for name, value in told.items() if name not in BESIDE}
    return crypto.fingerprint(json.dumps(asked, sort_keys=True), column=COLUMN)
