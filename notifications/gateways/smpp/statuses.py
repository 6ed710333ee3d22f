"""What a centre's command_status means for one message, and in an operator's words.

docs/smpp.md prints the table. A refusal is always certain: the centre said no.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from homebank.lib.gateways import GatewayError


class Kind(Enum):
    """What is to be done about a refusal."""

    LATER = auto()  # the same message may pass in a moment
    SLOWER = auto()  # it may, and the session has to slow down
    NEVER = auto()  # this message will never pass
    OPERATOR = auto()  # nothing passes until a person acts


STATUSES: Final = {
    0x01: ("message length refused", Kind.NEVER),
    0x02: ("command length refused", Kind.NEVER),
    0x03: ("command unknown to the centre", Kind.OPERATOR),
    0x04: ("not bound for this", Kind.LATER),
    0x05: ("already bound", Kind.OPERATOR),
    0x08: ("system error of the centre", Kind.LATER),
    0x0A: ("sender's name or number refused", Kind.OPERATOR),
    0x0B: ("destination refused", Kind.NEVER),
    0x0D: ("bind failed", Kind.OPERATOR),
    0x0E: ("wrong password", Kind.OPERATOR),
    0x0F: ("unknown system_id", Kind.OPERATOR),
    0x14: ("message queue full", Kind.SLOWER),
    0x15: ("service type refused", Kind.OPERATOR),
    0x33: ("number of destinations refused", Kind.NEVER),
    0x43: ("esm_class refused", Kind.OPERATOR),
    0x45: ("submit failed", Kind.LATER),
    0x48: ("sender's type of number refused", Kind.OPERATOR),
    0x49: ("sender's numbering plan refused", Kind.OPERATOR),
    0x50: ("destination's type of number refused", Kind.NEVER),
    0x51: ("destination's numbering plan refused", Kind.NEVER),
    0x53: ("system_type refused", Kind.OPERATOR),
    0x58: ("throttled", Kind.SLOWER),
    0x64: ("temporary refusal", Kind.LATER),
    0x65: ("permanent refusal", Kind.NEVER),
    0x66: ("message refused", Kind.NEVER),
    0xC0: ("optional fields refused", Kind.OPERATOR),
    0xC1: ("optional field not allowed", Kind.OPERATOR),
    0xC2: ("field length refused", Kind.NEVER),
    0xC3: ("optional field missing", Kind.OPERATOR),
    0xC4: ("optional field's value refused", Kind.OPERATOR),
    0xFE: ("delivery failed", Kind.LATER),
    0xFF: ("unknown error of the centre", Kind.LATER),
}
OPTIONS_REFUSED: Final = (0xC0, 0xC1, 0xC4)
NOT_BOUND: Final = 0x04
# What this side answers
ACCEPTED, BAD_LENGTH, UNKNOWN_COMMAND, TAKE_BACK, UNREADABLE = 0x00, 0x02, 0x03, 0x64, 0x65


def kind_of(status: int) -> Kind:
    """What to do about it; a status of the centre's own making (0x400 and above) may pass."""
    return STATUSES.get(status, ("", Kind.LATER))[1]


def refusal(status: int) -> GatewayError:
    """The error that tells the relay of a refused submit."""
    kind = kind_of(status)
    return GatewayError(spell(status), permanent=kind is Kind.NEVER, operator=kind is Kind.OPERATOR)


def bind_refusal(status: int) -> GatewayError:
    """The error of a refused bind. It is no message's fault, and nothing passes meanwhile."""
    return GatewayError(f"bind refused, {spell(status)}", operator=True)


def spell(status: int) -> str:
    """The status for an operator, by number and in words."""
    return f"SMPP 0x{status:02X}: {STATUSES.get(status, ('refused', Kind.LATER))[0]}"
