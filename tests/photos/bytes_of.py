"""Files made byte by byte: what no library would write."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes, crc: int | None = None) -> bytes:
    """One chunk of a PNG; `crc` in place of the right one."""
    right = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(
        ">I", right if crc is None else crc
    )  # fmt: skip


def header(width: int, height: int, *, bits: int = 8, colour: int = 0, interlace: int = 0) -> bytes:
    """The data of an IHDR."""
    return struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, interlace)


def png(ihdr: bytes, *extra: bytes, rows: bytes, ihdr_crc: int | None = None) -> bytes:
    """A PNG of these raw rows, with extra chunks before its pixels."""
    body = chunk(b"IHDR", ihdr, ihdr_crc) + b"".join(extra) + chunk(b"IDAT", zlib.compress(rows, 1))
    return SIGNATURE + body + chunk(b"IEND", b"")


def grey_rows(width: int, height: int) -> bytes:
    return (b"\0" + b"\x80" * width) * height


def interlaced(side: int) -> bytes:
    """A grey square by Adam7: seven passes, which no decoder may be surprised by."""
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
              (0, 1, 1, 2)]  # fmt: skip
    sizes = [(-(-(side - x) // dx), -(-(side - y) // dy)) for x, y, dx, dy in passes]
    rows = b"".join(grey_rows(width, height) for width, height in sizes)
    return png(header(side, side, interlace=1), rows=rows)


def segment(marker: int, data: bytes) -> bytes:
    """One segment of a JPEG, with its length."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def in_jpeg(jpeg: bytes, *segments: bytes) -> bytes:
    """The JPEG with more segments behind its first two bytes."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def encoded(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def plain(width: int = 800, height: int = 600, mode: str = "RGB") -> Image.Image:
    """A gradient, so that turns and losses are seen."""
    grey = Image.linear_gradient("L").resize((width, height))
    return grey if mode == "L" else Image.merge("RGB", [grey] * 3).convert(mode)
