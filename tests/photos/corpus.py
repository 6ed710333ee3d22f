"""The hostile files of S11, made anew at each run: none may be kept as it came, none a fault."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from homebank.lib.uploads import MEGABYTE
from tests.photos.bytes_of import (
    SIGNATURE,
    chunk,
    encoded,
    grey_rows,
    header,
    in_jpeg,
    interlaced,
    plain,
    png,
    segment,
)

# Stands in whatever a file carries beside its pixels; no picture that the bank keeps may hold it.
MARK = b"HOSTILE-MARK"
SCRIPT = b"<script>alert('" + MARK + b"')</script>"
BOMB = zlib.compress(bytes(64 * MEGABYTE), 9)


@dataclass(frozen=True)
class Hostile:
    """A file: what it is, what it is called, its bytes, and whether a picture may come of it."""

    what: str
    content: bytes
    kept: bool = False
    name: str = "photo.jpg"


def corpus() -> Iterator[Hostile]:
    """All of them, one at a time: together they would be large."""
    yield from _no_pictures()
    yield from _sizes()
    yield from _broken()
    yield from _carriers()
    yield from _bombs()
    yield from _unusual()
    yield from _names()


def _no_pictures() -> Iterator[Hostile]:
    yield Hostile("nothing", b"")
    yield Hostile("one byte", b"\xff")
    yield Hostile("two bytes of a JPEG", b"\xff\xd8")
    yield Hostile("three bytes of a JPEG", b"\xff\xd8\xff")
    yield Hostile("a signature of a PNG alone", SIGNATURE)
    yield Hostile("HTML", b"<!doctype html>" + SCRIPT)
    yield Hostile("GIF that is JavaScript", b"GIF89a/*" + bytes(9) + b"*/=1;alert(1)//" + MARK)
    frames = [plain(500, 500), plain(500, 500).rotate(90)]
    yield Hostile("animated GIF",
                  encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]))  # fmt: skip
    yield Hostile("SVG", b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>")
    yield Hostile("SVG with an entity", b"<?xml version='1.0'?><!DOCTYPE s [<!ENTITY x SYSTEM "
                  b"'file:///etc/passwd'>]><svg>&x;</svg>", name="photo.png")  # fmt: skip
    yield Hostile("PDF called a JPEG", b"%PDF-1.7\n1 0 obj<</OpenAction 2 0 R>>endobj")
    yield Hostile(
        "PDF behind the beginning of a JPEG", b"\xff\xd8\xff\xe0\x00\x10%PDF-1.7\n" + MARK
    )
    for form in ("BMP", "TIFF", "WEBP", "ICO", "PPM"):
        yield Hostile(form, encoded(plain(500, 500), form))
    yield Hostile("HEIC", b"\0\0\0\x18ftypheic" + bytes(100))
    yield Hostile("PostScript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 500 500\n")


def _sizes() -> Iterator[Hostile]:
    yield Hostile("eleven megabytes", encoded(plain()) + bytes(11 * MEGABYTE))
    yield Hostile("a PNG of 50 000 by 50 000",
                  png(header(50_000, 50_000, bits=1), rows=bytes(100_000)))  # fmt: skip
    yield Hostile("a JPEG that says 65 500 by 65 500", _resized(encoded(plain()), 65_500, 65_500))
    yield Hostile("a PNG of two thousand million wide", png(header(2**31 - 1, 1), rows=b"\0"))
    yield Hostile("a PNG without a size", png(header(0, 0), rows=b"\0"))
    yield Hostile("a JPEG without a height", _resized(encoded(plain()), 800, 0))
    yield Hostile("one pixel, PNG", encoded(plain(1, 1), "PNG"))
    yield Hostile("one pixel, JPEG", encoded(plain(1, 1)))
    yield Hostile("a line", encoded(plain(3000, 1), "PNG"))
    yield Hostile("a PNG of 16 megapixels with alpha", _clear_png(4000, 4000), kept=True)


def _broken() -> Iterator[Hostile]:
    jpeg, whole = encoded(plain()), encoded(plain(), "PNG")
    yield Hostile("a JPEG cut in half", jpeg[: len(jpeg) // 2])
    yield Hostile("a PNG cut in half", whole[: len(whole) // 2])
    yield Hostile("a JPEG that says more than it has", _resized(jpeg, 3000, 3000), kept=True)
    rows = grey_rows(500, 500)
    yield Hostile("a wrong CRC of the header", png(header(500, 500), rows=rows, ihdr_crc=1))
    body = chunk(b"IHDR", header(500, 500)) + chunk(b"IDAT", zlib.compress(rows), crc=1)
    yield Hostile("a wrong CRC of the pixels", SIGNATURE + body + chunk(b"IEND", b""), kept=True)
    yield Hostile("pixels that are no zlib", SIGNATURE + chunk(b"IHDR", header(500, 500))
                  + chunk(b"IDAT", b"\xff" * 900) + chunk(b"IEND", b""))  # fmt: skip
    yield Hostile("a palette with one colour and pixels of another", png(
        header(500, 500, colour=3), chunk(b"PLTE", b"\0\0\0"), rows=rows), kept=True)  # fmt: skip
    yield Hostile(
        "a PNG without its palette", png(header(500, 500, colour=3), rows=rows), kept=True
    )
    yield Hostile("a segment without a length", in_jpeg(jpeg, b"\xff\xfe\0\0"))
    yield Hostile("a thousand segments", in_jpeg(jpeg, segment(0xFE, b"x") * 1000))
    yield Hostile("a kilobyte of filling", in_jpeg(jpeg, b"\xff" * 1024), kept=True)
    yield Hostile("sixteen bits a channel", png(
        header(500, 500, bits=16), rows=(b"\0" + bytes(1000)) * 500))  # fmt: skip


def _carriers() -> Iterator[Hostile]:
    jpeg, whole = encoded(plain()), encoded(plain(), "PNG")
    yield Hostile("HTML in the comment of a JPEG", in_jpeg(jpeg, segment(0xFE, SCRIPT)), kept=True)
    yield Hostile("HTML behind a JPEG", jpeg + SCRIPT, kept=True)
    yield Hostile("a ZIP behind a JPEG", jpeg + b"PK\x03\x04" + MARK, kept=True)
    yield Hostile("a script behind a PNG", whole + SCRIPT, kept=True)
    yield Hostile("EXIF with the place", encoded(plain(), exif=_exif()), kept=True)
    yield Hostile("EXIF that goes round", in_jpeg(jpeg, segment(0xE1, _round_exif())), kept=True)
    yield Hostile("EXIF in a PNG", encoded(plain(), "PNG", exif=_exif()), kept=True)
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + MARK + b"</x:xmpmeta>"
    yield Hostile("XMP", in_jpeg(jpeg, segment(0xE1, xmp)), kept=True)
    yield Hostile("IPTC", in_jpeg(jpeg, segment(0xED, b"Photoshop 3.0\x008BIM" + MARK)), kept=True)
    profile = segment(0xE2, b"ICC_PROFILE\0\x01\x01" + MARK * 5000)
    yield Hostile("a profile of colours that is none", in_jpeg(jpeg, profile), kept=True)
    text = chunk(b"tEXt", b"Comment\0" + SCRIPT)
    yield Hostile("text in a PNG", png(header(500, 500), text, rows=grey_rows(500, 500)), kept=True)


def _bombs() -> Iterator[Hostile]:
    rows = grey_rows(500, 500)
    ends = {b"zTXt": b"Comment\0\0", b"iTXt": b"Comment\0\x01\0\0\0", b"iCCP": b"profile\0\0"}
    for kind, begin in ends.items():
        bomb = chunk(kind, begin + BOMB)
        yield Hostile(f"a bomb in {kind.decode()}", png(header(500, 500), bomb, rows=rows))
        yield Hostile(f"many bombs in {kind.decode()}", png(header(500, 500), bomb * 30, rows=rows))
    one_pixel = png(header(1, 1), chunk(b"iCCP", ends[b"iCCP"] + BOMB), rows=b"\0\0")
    yield Hostile("one pixel with a bomb for a profile", one_pixel)
    many = bytes(64 * MEGABYTE)
    yield Hostile("pixels a hundred times too many", png(header(500, 500), rows=many), kept=True)
    yield Hostile("a progressive JPEG with its last scan 300 times", _scans(300), kept=True)
    yield Hostile("a progressive JPEG of 25 megapixels in four channels",
                  encoded(plain(5000, 5000, "L").convert("CMYK"), progressive=True))  # fmt: skip


def _unusual() -> Iterator[Hostile]:
    yield Hostile("CMYK", encoded(plain(mode="CMYK")), kept=True)
    yield Hostile("grey", encoded(plain(mode="L")), kept=True)
    yield Hostile("grey with alpha", encoded(plain(mode="LA"), "PNG"), kept=True)
    yield Hostile("one bit", encoded(plain(mode="1"), "PNG"), kept=True)
    palette = plain(4000, 3000, "L").convert("P")
    yield Hostile("a palette of 12 megapixels", encoded(palette, "PNG", transparency=0), kept=True)
    yield Hostile("interlaced", interlaced(500), kept=True)
    frames = [plain(500, 500), plain(500, 500).rotate(90)]
    many = {"save_all": True, "append_images": frames[1:]}
    yield Hostile("animated PNG", encoded(frames[0], "PNG", **many), kept=True)
    yield Hostile(
        "several pictures in one JPEG (MPO)", encoded(frames[0], "MPO", **many), kept=True
    )


def _names() -> Iterator[Hostile]:
    """Good pictures by bad names: the name is nobody's business."""
    good = encoded(plain())
    for name in ("../../../../etc/passwd", r"..\..\windows\system32\x.jpg", "/tmp/x.jpg",
                 "photo.jpg\0.php", "photo\u202egpj.exe", "x" * 500 + ".jpg", "con.jpg",
                 "photo.php", "'; DROP TABLE cards_photo; --.jpg",
                 "фото құжат.jpg"):  # fmt: skip
        yield Hostile(f"called {name[:30]!r}", good, kept=True, name=name)
    yield Hostile("called ..", good, name="..")


def _resized(jpeg: bytes, width: int, height: int) -> bytes:
    """The JPEG with another size in its frame."""
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :]


def _clear_png(width: int, height: int) -> bytes:
    rows = (b"\0" + b"\x80\x40\x20\x10" * width) * height
    return png(header(width, height, colour=6), rows=rows)


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = MARK.decode()  # who made the camera
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 15.0, 0.0), 3: "E", 4: (76.0, 55.0, 0.0),
                                 27: MARK})  # fmt: skip
    return exif


def _round_exif() -> bytes:
    """A directory whose next one is itself, with a count that no file has room for."""
    entry = struct.pack("<HHII", 0x0112, 3, 2**31, 8)
    return b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entry + struct.pack("<I", 8)


def _scans(count: int) -> bytes:
    jpeg = encoded(plain(1500, 1500), progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:last] + jpeg[last:-2] * count + jpeg[-2:]
