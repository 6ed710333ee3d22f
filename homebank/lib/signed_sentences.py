"""Sentences that the bank signs about what it keeps, published where no database is.

Whoever can rewrite the database cannot rewrite what was signed before: the key and the folder
(HOMEBANK_BOOK_KEY, HOMEBANK_BOOK_ROOTS_FOLDER) lie elsewhere. Of one kind there is a row of
numbered sentences, each with the hash of the one before it.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from homebank.lib import crypto

SIGNATURE = "signature: "


@dataclass(frozen=True, slots=True)
class Sentence:
    """What was signed, `text`, a line for its format and one for each fact."""

    text: str
    signature: str

    @property
    def facts(self) -> dict[str, str]:
        """Name to value; every sentence has `number` and `previous`."""
        return dict(line.split(": ", 1) for line in self.text.splitlines()[1:])

    @property
    def number(self) -> int:
        return int(self.facts["number"])

    @property
    def hash(self) -> str:
        """By which the next sentence names this one."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def sign_sentence(*, form: str, facts: Mapping[str, object]) -> Sentence:
    """The sentence of these facts, signed with the bank's key."""
    text = "".join(f"{line}\n" for line in [form, *(f"{k}: {v}" for k, v in facts.items())])
    return Sentence(text, crypto.sign(settings.BOOK_KEY, text))


def publish(kind: str, sentence: Sentence) -> None:
    """Write it to the folder, whole or not at all; nothing where no folder is set."""
    if not settings.BOOK_ROOTS_FOLDER:
        return
    folder = Path(settings.BOOK_ROOTS_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{kind}-{sentence.number:06}.txt"
    fresh = path.with_suffix(".fresh")
    fresh.write_text(f"{sentence.text}{SIGNATURE}{sentence.signature}\n")
    os.replace(fresh, path)


def published(kind: str) -> list[Sentence] | None:
    """The published sentences of a kind in their order; None where no folder is set."""
    if not settings.BOOK_ROOTS_FOLDER:
        return None
    found = []
    for path in sorted(Path(settings.BOOK_ROOTS_FOLDER).glob(f"{kind}-*.txt")):
        text, signature = path.read_text().rsplit(SIGNATURE, 1)
        found.append(Sentence(text, signature.strip()))
    return found
