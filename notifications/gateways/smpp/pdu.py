"""SMPP 3.4 on the wire: packets out, packets in, each field checked against its end.

One error for whatever is malformed, so that a hostile peer meets one door. docs/smpp.md says why
this is not smpplib's codec; tests/notifications/test_smpp_pdu.py compares the two.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

HEADER: Final = struct.Struct(">IIII")
# No packet that a centre has reason to send comes near; a longer one means the framing is lost.
LONGEST: Final = 64 * 1024
VERSION: Final = 0x34
RESPONSE: Final = 0x80000000
RECEIPT_WANTED: Final = 0x01
HAS_HEADER: Final = 0x40


class Malformed(Exception):
    """A packet, or the stream of packets, is not SMPP."""


class Command(IntEnum):
    """The commands that an ESME meets; a response is its request's number with the highest bit."""

    SUBMIT_SM = 0x04
    DELIVER_SM = 0x05
    UNBIND = 0x06
    BIND_TRANSCEIVER = 0x09
    ENQUIRE_LINK = 0x15
    ALERT_NOTIFICATION = 0x102
    GENERIC_NACK = 0x80000000
    SUBMIT_SM_RESP = 0x80000004
    DELIVER_SM_RESP = 0x80000005
    UNBIND_RESP = 0x80000006
    BIND_TRANSCEIVER_RESP = 0x80000009
    ENQUIRE_LINK_RESP = 0x80000015


class Tag(IntEnum):
    """The optional parameters that are read or written."""

    RECEIPTED_MESSAGE_ID = 0x001E
    USER_MESSAGE_REFERENCE = 0x0204
    MESSAGE_PAYLOAD = 0x0424
    MESSAGE_STATE = 0x0427


@dataclass(frozen=True, slots=True)
class Pdu:
    """One packet: a command, its status, the number that pairs it with its answer, its fields."""

    command: int
    sequence: int
    status: int = 0
    body: bytes = b""

    def encode(self) -> bytes:
        length = HEADER.size + len(self.body)
        return HEADER.pack(length, self.command, self.status, self.sequence) + self.body


class Stream:
    """Cuts what arrives, in pieces of any size, into packets."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[Pdu]:
        """The packets that are complete now. Malformed: no packet can begin like this."""
        self._rest += data
        found, at = [], 0
        while len(self._rest) - at >= HEADER.size:
            length, command, status, sequence = HEADER.unpack_from(self._rest, at)
            if not HEADER.size <= length <= LONGEST:
                raise Malformed(f"length {length}")
            if len(self._rest) - at < length:
                break
            body = bytes(self._rest[at + HEADER.size : at + length])
            found.append(Pdu(command, sequence, status, body))
            at += length
        del self._rest[:at]
        return found


@dataclass(frozen=True, slots=True)
class Address:
    """A number or a name, with its type of number and its numbering plan."""

    ton: int
    npi: int
    digits: str

    def encode(self) -> bytes:
        return bytes((self.ton, self.npi)) + _c_string(self.digits)


def bind_body(*, system_id: str, password: str, system_type: str) -> bytes:
    """The fields of bind_transceiver; any address is ours."""
    words = _c_string(system_id) + _c_string(password) + _c_string(system_type)
    return words + bytes((VERSION, 0, 0)) + _c_string("")


def submit_body(
    *, source: Address, to: Address, esm_class: int, data_coding: int, content: bytes,
    reference: int | None,
) -> bytes:  # fmt: skip
    """The fields of submit_sm; `content` is at most 254 bytes, `reference` has 16 bits."""
    fixed = bytes((esm_class, 0, 0)) + b"\0\0" + bytes((RECEIPT_WANTED, 0, data_coding, 0))
    body = b"\0" + source.encode() + to.encode() + fixed + bytes((len(content),)) + content
    if reference is None:
        return body
    return body + struct.pack(">HHH", Tag.USER_MESSAGE_REFERENCE, 2, reference)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a deliver_sm brought: a receipt or somebody's message."""

    source: str
    to: str
    esm_class: int
    data_coding: int
    content: bytes
    options: dict[int, bytes]


def read_deliver(body: bytes) -> Delivered:
    """The fields of deliver_sm. Malformed if they do not end where the packet does."""
    fields = _Fields(body)
    fields.c_string()  # service_type
    source, to = fields.address(), fields.address()
    esm_class = fields.byte()
    fields.take(2)  # protocol_id, priority_flag
    fields.c_string()  # schedule_delivery_time
    fields.c_string()  # validity_period
    fields.take(2)  # registered_delivery, replace_if_present_flag
    data_coding = fields.byte()
    fields.take(1)  # sm_default_msg_id
    content = fields.take(fields.byte())
    options = fields.options()
    whole = content or options.get(Tag.MESSAGE_PAYLOAD, b"")
    return Delivered(source, to, esm_class, data_coding, whole, options)


def read_message_id(body: bytes) -> str:
    """The message_id of a submit_sm_resp; empty if the centre gave none."""
    return _Fields(body).c_string() if body else ""


class _Fields:
    """Reads a body from its begin; each step is checked against the end."""

    def __init__(self, body: bytes) -> None:
        self._body, self._at = body, 0

    def take(self, count: int) -> bytes:
        end = self._at + count
        if end > len(self._body):
            raise Malformed("a field goes past the end")
        taken, self._at = self._body[self._at : end], end
        return taken

    def byte(self) -> int:
        return self.take(1)[0]

    def c_string(self) -> str:
        end = self._body.find(b"\0", self._at)
        if end < 0:
            raise Malformed("a text has no end")
        return self.take(end + 1 - self._at)[:-1].decode("latin-1")

    def address(self) -> str:
        self.take(2)
        return self.c_string()

    def options(self) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        while self._at < len(self._body):
            tag, length = struct.unpack(">HH", self.take(4))
            found[tag] = self.take(length)
        return found


def _c_string(text: str) -> bytes:
    return text.encode("latin-1") + b"\0"
