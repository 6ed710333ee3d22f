"""Which alphabet a text needs, what it counts, and how a long one is cut into parts.

GSM 03.38 (one septet a byte, the extension table costs two) or UCS-2. 160 or 70 units are one
message; longer texts go in parts of 153 or 67, each with the header that joins them on the phone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED: Final = {
    "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E,
    "|": 0x40, "€": 0x65,
}  # fmt: skip
ESCAPE: Final = 0x1B
SEPTETS: Final = {
    **{letter: bytes((place,)) for place, letter in enumerate(BASIC) if place != ESCAPE},
    **{letter: bytes((ESCAPE, place)) for letter, place in EXTENDED.items()},
}
LETTERS: Final = {septets: letter for letter, septets in SEPTETS.items()}
GSM_CODING: Final = 0
ASCII_CODING: Final = 1
LATIN1_CODING: Final = 3
UCS2_CODING: Final = 8
# Above this nobody reads an SMS, and 255 is where the header ends.
MOST_PARTS: Final = 10


class TooLong(Exception):
    """The text would need more parts than are ever sent."""


@dataclass(frozen=True, slots=True)
class Alphabet:
    """How many bytes one message holds, and one part of several beside its header."""

    data_coding: int
    alone: int
    in_part: int


GSM = Alphabet(GSM_CODING, 160, 153)
UCS2 = Alphabet(UCS2_CODING, 140, 134)


@dataclass(frozen=True, slots=True)
class Message:
    """A text ready to be submitted: the bytes of each part, without headers."""

    data_coding: int
    parts: tuple[bytes, ...]

    def with_headers(self, reference: int) -> tuple[bytes, ...]:
        """The parts, each behind its header if there are several; `reference` joins them."""
        total = len(self.parts)
        if total == 1:
            return self.parts
        head = bytes((0x05, 0x00, 0x03, reference & 0xFF, total))
        return tuple(head + bytes((n,)) + part for n, part in enumerate(self.parts, 1))


def read_text(content: bytes, *, data_coding: int, has_header: bool) -> str:
    """What a phone's message says; nothing for one of several parts, or no text at all."""
    if has_header:
        length = content[0] + 1 if content else 0
        header, content = content[1:length], content[length:]
        if header[:1] in (b"\x00", b"\x08"):  # concatenated: its other parts stand elsewhere
            return ""
    if data_coding == UCS2_CODING:
        return content.decode("utf-16-be", "replace")
    if data_coding in (ASCII_CODING, LATIN1_CODING):
        return content.decode("latin-1")
    return _from_septets(content) if data_coding == GSM_CODING else ""


def _from_septets(content: bytes) -> str:
    """GSM 03.38, one septet a byte; a place that no letter has is passed over."""
    shown, at = [], 0
    while at < len(content):
        width = 2 if content[at] == ESCAPE else 1
        shown.append(LETTERS.get(content[at : at + width], ""))
        at += width
    return "".join(shown)


def write_message(text: str) -> Message:
    """The text in the narrowest alphabet that has all its letters. TooLong above ten parts."""
    if all(letter in SEPTETS for letter in text):
        alphabet, letters = GSM, [SEPTETS[letter] for letter in text]
    else:
        alphabet, letters = UCS2, [_utf16(letter) for letter in text]
    if sum(map(len, letters)) <= alphabet.alone:
        return Message(alphabet.data_coding, (b"".join(letters),))
    parts = _cut(letters, alphabet.in_part)
    if len(parts) > MOST_PARTS:
        raise TooLong(f"{len(parts)} parts")
    return Message(alphabet.data_coding, parts)


def _utf16(letter: str) -> bytes:
    """One letter; half a pair, which no phone could show, becomes the sign for what is lost."""
    return letter.encode("utf-16-be", "replace" if "\ud800" <= letter <= "\udfff" else "strict")


def _cut(letters: list[bytes], size: int) -> tuple[bytes, ...]:
    """Parts of at most `size` bytes; an escaped letter or a surrogate pair is never torn."""
    parts, part = [], b""
    for letter in letters:
        if len(part) + len(letter) > size:
            parts.append(part)
            part = b""
        part += letter
    return (*parts, part)
