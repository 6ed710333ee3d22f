"""What a file says it is, by its first bytes alone: nothing is decoded, no library is asked."""

import struct
from dataclasses import dataclass

from cards.photos.errors import NotAPhoto, TooFewPixels, TooManyPixels
from cards.photos.rules import LEAST_SIDE, MEGAPIXEL, MOST_MEGAPIXELS

PNG = b"\x89PNG\r\n\x1a\n"
PNG_HEADER = struct.Struct(">8sI4sII")
JPEG = b"\xff\xd8\xff"
# Beginnings of frames: what follows them are a length, bits, height and width.
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
FRAME = struct.Struct(">HBHH")
WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD8)}
# A camera writes some dozens of segments before its frame; a file that has more is not read on.
MOST_SEGMENTS = 500


@dataclass(frozen=True, slots=True)
class Header:
    """The form (JPEG or PNG) and the size in pixels that a file states."""

    form: str
    width: int
    height: int


def check_header(raw: bytes) -> Header:
    """What the file states, if that may be decoded. NotAPhoto, TooManyPixels, TooFewPixels."""
    header = _png(raw) if raw.startswith(PNG) else _jpeg(raw)
    most = MOST_MEGAPIXELS[header.form]
    if header.width * header.height > most * MEGAPIXEL:
        raise TooManyPixels(most=most)
    if min(header.width, header.height) < LEAST_SIDE:
        raise TooFewPixels(least=LEAST_SIDE)
    return header


def _png(raw: bytes) -> Header:
    if len(raw) < PNG_HEADER.size:
        raise NotAPhoto
    _signature, length, kind, width, height = PNG_HEADER.unpack_from(raw)
    if (length, kind) != (13, b"IHDR"):
        raise NotAPhoto
    return Header("PNG", width, height)


def _jpeg(raw: bytes) -> Header:
    """Walk over the segments to the first frame."""
    if not raw.startswith(JPEG):
        raise NotAPhoto
    place = 2
    for _segment in range(MOST_SEGMENTS):
        place, marker = _marker(raw, place)
        if marker in FRAMES:
            return _frame(raw, place)
        if marker not in WITHOUT_LENGTH:
            place += int.from_bytes(raw[place : place + 2], "big")
    raise NotAPhoto


def _marker(raw: bytes, place: int) -> tuple[int, int]:
    """Where the segment's length stands, and what segment it is. NotAPhoto past the last one."""
    if raw[place : place + 1] != b"\xff":
        raise NotAPhoto
    while raw[place : place + 1] == b"\xff":  # any number of them fill up
        place += 1
    if place >= len(raw):
        raise NotAPhoto
    return place + 1, raw[place]


def _frame(raw: bytes, place: int) -> Header:
    if len(raw) < place + FRAME.size:
        raise NotAPhoto
    _length, _bits, height, width = FRAME.unpack_from(raw, place)
    return Header("JPEG", width, height)
