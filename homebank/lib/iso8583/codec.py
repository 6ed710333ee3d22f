"""Messages to bytes and back. Whatever is wrong is told by the field and the reason."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from homebank.lib.iso8583.formats import FORMATS

MTI = re.compile(r"0[1-8][0-9]{2}", re.ASCII)
BITMAP = re.compile(r"[0-9A-Fa-f]{16}", re.ASCII)
HALF = 16


class Wrong(ValueError):
    """A message that is none: the field (`mti`, `bitmap`, `37`) and the reason, never the value.

    `begun` is what could be read before it: None if not even the type.
    """

    def __init__(self, place: str | int, reason: str, begun: "Message | None" = None) -> None:
        super().__init__(f"field {place}: {reason}")
        self.place, self.reason, self.begun = str(place), reason, begun


@dataclass(frozen=True, slots=True)
class Message:
    """A type (`0100`) and values by the number of their field, as text."""

    mti: str
    fields: Mapping[int, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Which fields there are. The values hold card numbers, and a repr ends in a log."""
        return f"Message({self.mti}, fields {sorted(self.fields)})"

    def get(self, number: int) -> str:
        """The value of the field, or nothing."""
        return self.fields.get(number, "")


def encode(message: Message) -> bytes:
    """The message as it goes over the wire, without a length before it. Wrong if it cannot."""
    _check_type(message.mti)
    numbers = sorted(message.fields)
    values = [_written(number, message.fields[number]) for number in numbers]
    return f"{message.mti}{_bitmap(numbers)}{''.join(values)}".encode("ascii")


def decode(raw: bytes) -> Message:
    """The message that the bytes are, all of them. Wrong if they are none."""
    try:
        text = raw.decode("ascii")
    except UnicodeDecodeError as reason:
        raise Wrong("message", f"byte {reason.start} is no ASCII") from None
    _check_type(text[:4])
    found: dict[int, str] = {}
    begun = Message(text[:4], found)
    try:
        _read_fields(text, found)
    except Wrong as reason:
        raise Wrong(reason.place, reason.reason, begun) from None
    return begun


def _read_fields(text: str, found: dict[int, str]) -> None:
    """Fill `found` in the order of the wire, so that a fault leaves what stood before it."""
    numbers, place = _numbers(text)
    for number in numbers:
        found[number], place = _value(text, place, number)
    if place != len(text):
        raise Wrong("message", f"{len(text) - place} characters too many")


def _check_type(mti: str) -> None:
    if not MTI.fullmatch(mti):
        raise Wrong("mti", "not of the form 0100")


def _numbers(text: str) -> tuple[list[int], int]:
    """The fields that the bitmap names, and where the first one begins."""
    first = _half(text, 4)
    if not first & (1 << 63):
        return _set_bits(first, 0), 4 + HALF
    second = _half(text, 4 + HALF)
    return _set_bits(first & ~(1 << 63), 0) + _set_bits(second, 64), 4 + 2 * HALF


def _half(text: str, place: int) -> int:
    half = text[place : place + HALF]
    if not BITMAP.fullmatch(half):
        raise Wrong("bitmap", "not sixteen hexadecimal digits")
    return int(half, 16)


def _set_bits(half: int, before: int) -> list[int]:
    return [before + bit for bit in range(1, 65) if half & (1 << (64 - bit))]


def _value(text: str, place: int, number: int) -> tuple[str, int]:
    """The value of the field that begins at `place`, and where the next one begins."""
    form = FORMATS.get(number)
    if form is None:
        raise Wrong(number, "no field of this number is known")
    begin, length = place + form.prefix, form.longest
    if form.prefix:
        digits = text[place:begin]
        if len(digits) != form.prefix or not digits.isdigit():
            raise Wrong(number, f"its length is not {form.prefix} digits")
        length = int(digits)
    value = text[begin : begin + length]
    if len(value) != length:
        raise Wrong(number, f"{len(value)} characters are left, needs {length}")
    if fault := form.fault(value):
        raise Wrong(number, fault)
    return value, begin + length


def _written(number: int, value: str) -> str:
    form = FORMATS.get(number)
    if form is None:
        raise Wrong(number, "no field of this number is known")
    if fault := form.fault(value):
        raise Wrong(number, fault)
    return f"{len(value):0{form.prefix}d}{value}" if form.prefix else value


def _bitmap(numbers: list[int]) -> str:
    bits = sum(1 << (128 - number) for number in numbers)
    if any(number > 64 for number in numbers):
        return f"{bits | 1 << 127:032X}"
    return f"{bits >> 64:016X}"
