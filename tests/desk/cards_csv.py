"""Files of cards for tests: lines that are right, and words to spoil them by."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

from desk.imports.columns import COLUMNS
from homebank.lib import iin
from homebank.lib.ids import uuid7
from tests.people import new_iin, new_mobile

HEADING = ";".join(COLUMNS)
WORD = "тау самалы"
LETTERS = str.maketrans("0123456789", "ghijklmnop")
_references = itertools.count(1)


def a_line(**other: str) -> dict[str, str]:
    """Somebody new with a Visa card, by the names of the columns; `other` replaces some."""
    line = {
        "reference": new_reference(), "full_name": "Ахметова Анна Бериковна",
        "iin": other.pop("iin", "") or new_iin(), "birth_date": "01.01.1990",
        "phone": new_mobile(), "language": "kk", "codeword": WORD, "expiry": "12/99",
        "brand": "Visa", "kind": "plastic",
    }  # fmt: skip
    return {**dict.fromkeys(COLUMNS, ""), **line, **other}


def new_reference() -> str:
    """A reference that no file has had: in letters, for no run of digits is a card's by chance."""
    return f"b0102-{uuid7().hex[-12:].translate(LETTERS)}-{next(_references)}"


def many_lines(count: int, *, seed: int) -> list[dict[str, str]]:
    """People whom nobody knows, with IINs of their own; no look into the database for each."""
    draw = random.Random(seed)
    own = uuid7().hex[-10:].translate(LETTERS)
    found: dict[str, None] = {}
    while len(found) < count:
        eleven = f"{draw.randrange(100):02d}{draw.randrange(1, 13):02d}{draw.randrange(1, 29):02d}"
        eleven += f"1{9000 + draw.randrange(1000)}"  # of no living person, nor of tests.people
        check = iin.check_digit(eleven)
        if check is not None:
            found[f"{eleven}{check}"] = None
    return [
        {**dict.fromkeys(COLUMNS, ""), "reference": f"m-{own}-{number}",
         "full_name": "Ким Тимур", "iin": each, "birth_date": "02.02.1991", "codeword": WORD}
        for number, each in enumerate(found, start=1)
    ]  # fmt: skip


def text_of(*lines: dict[str, str], separator: str = ";") -> str:
    """The file: the heading and a line for each."""
    rows = [COLUMNS, *([line[name] for name in COLUMNS] for line in lines)]
    return "".join(f"{separator.join(row)}\r\n" for row in rows)


def file_of(folder: Path, *lines: dict[str, str], name: str = "cards.csv") -> Path:
    """The same on disk."""
    path = folder / name
    path.write_bytes(text_of(*lines).encode())
    return path
