"""The bank's identity, read once from bank.toml."""

import tomllib
from pathlib import Path
from typing import Any

BANK: dict[str, Any] = tomllib.loads((Path(__file__).parent / "bank.toml").read_text())
