"""The bank's identity, read once from bank.toml."""

import tomllib
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

BANK: dict[str, Any] = tomllib.loads((Path(__file__).parent / "bank.toml").read_text())


def legal_name() -> str:
    """The bank's name as papers write it, in the reader's language."""
    names: dict[str, str] = BANK["legal_name"]
    return names.get((get_language() or "")[:2], names["ru"])
