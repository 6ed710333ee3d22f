"""Every way to reach the bank: as the desk published them, else as bank.toml lists them."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db.utils import OperationalError
from django.utils.translation import get_language

from desk.models import Publication
from desk.wording.reading import in_force
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
    """All of them in their order, notes in the reader's language."""
    return shown_ways(ways_in_force())


def ways_in_force() -> list[dict[str, Any]]:
    """{"kind", "value", "note": {language: text}, "corrected": {…}} each."""
    published = None
    with suppress(OperationalError):  # the bank is called above all when its site is ill
        published = in_force(kind=Publication.Kind.CONTACTS)
    return list(published.body["ways"]) if published else shipped_ways()


def shipped_ways() -> list[dict[str, Any]]:
    """Those of bank.toml, in the same shape."""
    return [{"kind": row["kind"], "value": row.get("number") or row.get("name") or row["address"],
             "note": row.get("note", {}), "corrected": row.get("corrected", {})}
            for row in BANK["contacts"]["ways"]]  # fmt: skip


def shown_ways(ways: Iterable[dict[str, Any]]) -> list[Way]:
    """Ways in the shape above, as a page shows them."""
    language = (get_language() or "ru")[:2]
    return [_way(row, language) for row in ways]


def _way(row: dict[str, Any], language: str) -> Way:
    kind, value = row["kind"], row["value"]
    return Way(
        kind=kind,
        shown=_shown(kind, value),
        link=SCHEMES[kind] + value + ("?call" if kind == "skype" else ""),
        note=_in(row["note"], language),
        corrected=_in(row["corrected"], language),
    )


def _shown(kind: str, value: str) -> str:
    if kind == "skype":
        return f"Skype: {value}"
    return phone.spaced(value) if value.startswith("+7") else value


def _in(words: dict[str, str], language: str) -> str:
    return words.get(language) or words.get("ru", "")
