"""The texts that a customer agrees to, by version. What was once accepted is never edited.

A text stands in `<slug>/<version>.<language>.txt`: its title, then parts; a line that begins with
`# ` heads a part; {bank} and {bin} stand for the bank's name and BIN. A new wording is a new
version with its own files and date.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from homebank.identity import BANK

HERE = Path(__file__).parent
LANGUAGES = ("kk", "ru", "en")


@dataclass(frozen=True, slots=True)
class Agreement:
    """One version of an agreement, in force from a day on."""

    slug: str
    version: int
    dated: date


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text: its heading and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """An agreement in one language; `digest` is the SHA-256 of the file as it stands."""

    title: str
    parts: tuple[Part, ...]
    language: str
    digest: str


PORTAL = "portal"
DIGITAL_SIGNATURES = "digital-signatures"
# What is agreed to when a card is ordered: the consent under law 94-V, the agreement, the rules.
PERSONAL_DATA, CARD_SERVICE, CARD_RULES = "personal-data", "card-service", "card-rules"
AGREEMENTS = (
    Agreement(PORTAL, 1, date(2026, 11, 22)),
    Agreement(DIGITAL_SIGNATURES, 1, date(2026, 11, 22)),
    Agreement(PERSONAL_DATA, 1, date(2026, 11, 22)),
    Agreement(CARD_SERVICE, 1, date(2026, 11, 22)),
    Agreement(CARD_RULES, 1, date(2026, 11, 22)),
)


def agreement(slug: str, version: int | None = None) -> Agreement:
    """The named version, or the newest one. LookupError if there is none."""
    found = [a for a in AGREEMENTS if a.slug == slug and version in (None, a.version)]
    if not found:
        raise LookupError(slug)
    return max(found, key=lambda a: a.version)


@cache
def text_of(agreement: Agreement, language: str) -> Text:
    """The agreement's text in the language, in Russian where there is no such."""
    language = language[:2] if language[:2] in LANGUAGES else "ru"
    file = HERE / agreement.slug / f"{agreement.version}.{language}.txt"
    named = {"{bank}": BANK["legal_name"][language], "{bin}": BANK["bin"]}
    title, *parts = _filled(file.read_text(), named).split("\n# ")
    return Text(
        title=title.strip(), parts=tuple(map(_part, parts)), language=language,
        digest=sha256(file.read_bytes()).hexdigest(),
    )  # fmt: skip


def _filled(text: str, named: dict[str, str]) -> str:
    for name, value in named.items():
        text = text.replace(name, value)
    return text


def _part(text: str) -> Part:
    heading, _line, rest = text.partition("\n")
    paragraphs = (" ".join(p.split()) for p in rest.strip().split("\n\n"))
    return Part(heading.strip(), tuple(p for p in paragraphs if p))
