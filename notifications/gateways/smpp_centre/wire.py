"""The centre's own reading and writing of SMPP packets; shares nothing with the gateway's."""

from __future__ import annotations

import struct
from dataclasses import dataclass

BIND_RECEIVER, BIND_TRANSMITTER, SUBMIT, DELIVER, UNBIND, BIND, ENQUIRE = 1, 2, 4, 5, 6, 9, 0x15
ANSWER = 0x8000_0000
NACK = 0x8000_0000
RECEIPT_TYPE, WITH_HEADER = 0x04, 0x40
UCS2 = 8

SEPTETS = (
    "@£$¥èéùìòÇ\nØø\rÅå" "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ" " !\"#¤%&'()*+,-./" "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO" "PQRSTUVWXYZÄÖÑÜ§" "¿abcdefghijklmno" "pqrstuvwxyzäöñüà"
)  # fmt: skip
AFTER_ESCAPE = dict(zip(b"\x0a\x14()/<=>@e", "\f^{}\\[~]|€", strict=True))


@dataclass(frozen=True)
class Submit:
    """What a submit_sm asked for."""

    sender: str
    sender_ton: int
    sender_npi: int
    to: str
    to_ton: int
    to_npi: int
    esm_class: int
    wants_receipt: bool
    coding: int
    content: bytes
    options: dict[int, bytes]

    @property
    def join(self) -> tuple[int, int, int]:
        """Which message this is a part of, of how many, which one: (reference, total, number)."""
        if self.esm_class & WITH_HEADER and self.content[:3] == b"\x05\x00\x03":
            return self.content[3], self.content[4], self.content[5]
        return 0, 1, 1

    @property
    def text(self) -> str:
        """The words of this part."""
        words = self.content
        if self.esm_class & WITH_HEADER:
            words = words[words[0] + 1 :]
        return words.decode("utf-16-be") if self.coding == UCS2 else read_septets(words)


def packet(command: int, sequence: int, *, status: int = 0, body: bytes = b"") -> bytes:
    """A whole packet."""
    return struct.pack("!4I", 16 + len(body), command, status, sequence) + body


def read_bind(body: bytes) -> list[str]:
    """system_id, password and system_type."""
    return [word.decode("latin-1") for word in body.split(b"\0", 3)[:3]]


def read_submit(body: bytes) -> Submit:
    """The fields of submit_sm. ValueError, IndexError or struct.error if they are none."""
    at = body.index(b"\0") + 1
    sender_ton, sender_npi, sender, at = _address(body, at)
    to_ton, to_npi, to, at = _address(body, at)
    esm_class = body[at]
    at = body.index(b"\0", body.index(b"\0", at + 3) + 1) + 1  # past two times, empty or not
    wants, _replace, coding, _template, length = struct.unpack_from("5B", body, at)
    end = at + 5 + length
    if end > len(body):
        raise ValueError("sm_length")
    return Submit(sender, sender_ton, sender_npi, to, to_ton, to_npi, esm_class, wants & 1 == 1,
                  coding, body[at + 5 : end], read_options(body[end:]))  # fmt: skip


def read_options(rest: bytes) -> dict[int, bytes]:
    """The optional fields by their tags."""
    found, at = {}, 0
    while at < len(rest):
        tag, length = struct.unpack_from("!HH", rest, at)
        found[tag] = rest[at + 4 : at + 4 + length]
        at += 4 + length
    return found


def read_septets(words: bytes) -> str:
    """A text of the phones' alphabet, one septet a byte."""
    letters = []
    pairs = iter(words)
    for place in pairs:
        letters.append(AFTER_ESCAPE[next(pairs)] if place == 0x1B else SEPTETS[place])
    return "".join(letters)


def deliver_body(
    *, source: str, to: str, esm_class: int, coding: int, content: bytes, options: bytes = b""
) -> bytes:
    """The fields of deliver_sm from a phone to a sender's name."""
    return b"".join((
        b"\0\x01\x01", source.encode(), b"\0\x05\x00", to.encode(), b"\0",
        bytes((esm_class, 0, 0, 0, 0, 0, 0, coding, 0, len(content))), content, options,
    ))  # fmt: skip


def option(tag: int, value: bytes) -> bytes:
    """One optional field."""
    return struct.pack("!HH", tag, len(value)) + value


def _address(body: bytes, at: int) -> tuple[int, int, str, int]:
    end = body.index(b"\0", at + 2)
    return body[at], body[at + 1], body[at + 2 : end].decode("latin-1"), end + 1
