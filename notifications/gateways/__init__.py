"""The contract of an SMS gateway: one verb, one error. docs/messages.md shows how to write one."""

from typing import Protocol
from uuid import UUID

from homebank.lib.gateways import GatewayError

__all__ = ["GatewayError", "SmsGateway"]


class SmsGateway(Protocol):
    """A way to the phones. Made once a process, without arguments, and used by several threads."""

    def send(self, *, to: str, text: str, reference: UUID) -> str:
        """Hand one text to the gateway and return its own reference for it (at most 100 units).

        `to` is E.164 (`+77000000012`). `reference` is the same in every attempt to send the same
        message: a gateway that takes a client's id suppresses duplicates by it. Answers or raises
        within ten seconds. GatewayError: not accepted; permanent if no attempt ever would be. Its
        words go to logs and operators: no text and no whole number in them.
        """
        ...
