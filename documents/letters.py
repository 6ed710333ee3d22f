"""Text of strangers on its way to paper: whatever it is, it stays text that a font can draw."""

import unicodedata
from functools import cache
from typing import Any

from documents.folders import FONTS

# Stands for a letter that the fonts do not have (Arabic, emoji); PDF/A allows no empty box.
UNKNOWN = "?"
LONGEST = 2_000


def clean(value: Any) -> Any:
    """The facts of a paper with each text in them made printable; numbers and None as they are."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {str(key): clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [clean(each) for each in value]
    return value


def printable(text: str) -> str:
    """Composed, on one line, without signs that are not seen or that turn the line around."""
    composed = unicodedata.normalize("NFC", text[:LONGEST])
    drawn = "".join(_drawn(sign) for sign in composed)
    return " ".join(drawn.split(" ")).strip(" ")


def _drawn(sign: str) -> str:
    if sign in _letters():
        return sign
    kind = unicodedata.category(sign)
    if sign.isspace() or kind == "Cc":
        return " "
    # Cf turns lines around and joins letters, M stands over a letter that may be unknown itself.
    return "" if kind[0] == "M" or kind in {"Cf", "Cs"} else UNKNOWN


@cache
def _letters() -> frozenset[str]:
    """Every sign that the fonts of papers draw, but for those that are not seen."""
    ranges = (line.split("-") for line in (FONTS / "letters.txt").read_text().split())
    codes = (code for low, high in ranges for code in range(int(low, 16), int(high, 16) + 1))
    signs = map(chr, codes)
    return frozenset(sign for sign in signs if unicodedata.category(sign)[0] not in "CM")
