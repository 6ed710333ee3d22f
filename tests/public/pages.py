"""Public pages as their tests read them: text without tags, a second tariff version, addresses."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

from django.test import Client

from homebank.public.articles import ARTICLES
from tariffs.loading import PUBLISHED, load_tariff

PAGES = ["/", "/tariffs/", "/tariffs/calculator/", "/branches/", "/contacts/", "/status/", "/help/",
         *(f"/help/{slug}/" for slug in ARTICLES)]  # fmt: skip
ASKED = "/tariffs/calculator/"


def text(answer: Any) -> str:
    """What the page says, tags left out, with single blanks."""
    seen = re.sub(r"<(script|style|svg)\b.*?</\1>", "", answer.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", seen)).replace("\u00a0", " ").split())


def english(path: str, query: dict[str, str] | None = None) -> str:
    """The text of the page in English."""
    return text(Client().get(path, {"lang": "en", **(query or {})}))


def load_version(folder: Path, number: int, day: str, *changes: tuple[str, str]) -> None:
    """Another version of table VI: the published file with other number, day and pieces."""
    said = (PUBLISHED / "vi.yaml").read_text()
    for old, new in (("version: 1\n", f"version: {number}\n"), ("2025-01-01", day), *changes):
        assert old in said, old
        said = said.replace(old, new)
    file = folder / f"{number}.yaml"
    file.write_text(said)
    load_tariff(path=file)
