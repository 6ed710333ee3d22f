"""Delivery receipts: kept as they come, and what they change of the message they are about."""

from collections.abc import Sequence
from datetime import datetime

from notifications.gateways import ReceiptState


def take_receipt(
    *,
    gateway: str,
    gateway_references: Sequence[str],
    state: ReceiptState,
    word: str,
    at: datetime | None = None,
) -> None:
    """Keep what a gateway said of a message, and change the message's state if that is news.

    `gateway` is the dotted path that settings name it by. `gateway_references` are all spellings
    of its reference to compare (hexadecimal and decimal, say) with what `send` returned. `word` is
    its own word for the state, `at` the moment it names. Repeated, late, out of order, about an
    unknown message or earlier than our own record of the send: kept, and harmless.

    Call it outside a transaction, from any thread (close the thread's connection when it ends).
    """
    raise NotImplementedError("comes with the next commit")
