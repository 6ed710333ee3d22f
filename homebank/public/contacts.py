"""Every way to reach the bank, from bank.toml: numbers, a name, an address, with their notes."""

from dataclasses import dataclass

from django.utils.translation import get_language

from homebank.identity import BANK
from homebank.lib import phone

SCHEMES = {"call": "tel:", "skype": "skype:", "mail": "mailto:"}
ICONS = {"call": "call", "skype": "user", "mail": "sms"}


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach the bank. `link` is an address that a device acts on."""

    kind: str
    shown: str
    link: str
    note: str
    corrected: str

    @property
    def icon(self) -> str:
        return ICONS[self.kind]


def ways_to_reach() -> list[Way]:
    """All of them, as bank.toml orders them, notes in the reader's language."""
    language = (get_language() or "ru")[:2]
    return [_way(row, language) for row in BANK["contacts"]["ways"]]


def _way(row: dict[str, str | dict[str, str]], language: str) -> Way:
    kind, value = str(row["kind"]), str(row.get("number") or row.get("name") or row["address"])
    return Way(
        kind=kind,
        shown=_shown(kind, value),
        link=SCHEMES[kind] + value + ("?call" if kind == "skype" else ""),
        note=_in(row.get("note"), language),
        corrected=_in(row.get("corrected"), language),
    )


def _shown(kind: str, value: str) -> str:
    if kind == "skype":
        return f"Skype: {value}"
    return phone.spaced(value) if value.startswith("+7") else value


def _in(words: str | dict[str, str] | None, language: str) -> str:
    if not isinstance(words, dict):
        return words or ""
    return words.get(language, words["ru"])
