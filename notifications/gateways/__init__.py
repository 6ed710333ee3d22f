"""The contract of an SMS gateway: one verb, one error. docs/messages.md shows how to write one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

from django.db import models
from django.utils.translation import pgettext_lazy

from homebank.lib.gateways import GatewayError

__all__ = ["Answering", "GatewayError", "Receipt", "ReceiptState", "SmsGateway"]


class ReceiptState(models.TextChoices):
    """What a delivery receipt says of a message. A word nobody knows is never DELIVERED."""

    ON_THE_WAY = "on-the-way", pgettext_lazy("receipt", "on the way")
    DELIVERED = "delivered", pgettext_lazy("receipt", "delivered")
    UNDELIVERED = "undelivered", pgettext_lazy("receipt", "not delivered")
    UNKNOWN = "unknown", pgettext_lazy("receipt", "unknown")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a gateway says of a message: its state, the gateway's own word for it, and when."""

    state: ReceiptState
    word: str
    at: datetime | None = None


class SmsGateway(Protocol):
    """A way to the phones. Made once a process, without arguments, and used by several threads.

    Optional, as attributes of the class:
    `window: int = 1`: how many sends it takes at once. The relay uses so many threads of its own;
    with 1 it asks from the worker's own thread, one after another.
    `receipts: bool = False`: it tells later what became of a message: by itself, calling
    `notifications.receipts.take_receipt`, or when it is asked (`Answering`).
    """

    def send(self, *, to: str, text: str, reference: UUID) -> str:
        """Hand one text to the gateway and return its own reference for it (at most 100 units).

        `to` is E.164 (`+77000000012`). `reference` is the same in every attempt to send the same
        message: a gateway that takes a client's id suppresses duplicates by it. Answers or raises
        within ten seconds. GatewayError: not accepted; `permanent` if it never would be,
        `uncertain` if it may have been accepted all the same, `operator` if a person must act. Its
        words go to logs and operators: no text and no whole number in them.
        """
        ...


@runtime_checkable
class Answering(Protocol):
    """A gateway that has to be asked what became of a message."""

    def ask_receipt(self, *, to: str, gateway_reference: str) -> Receipt | None:
        """The present state of a message that `send` returned this reference for.

        None if it has nothing to say. Answers within ten seconds, or raises GatewayError.
        """
        ...
