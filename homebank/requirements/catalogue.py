"""The requirements and their clauses, read from requirements.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "requirements.toml"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row: a sentence, and the clauses that tests name. Proven when each clause is."""

    id: str
    text: str
    clauses: tuple[str, ...]


@cache
def requirements() -> Mapping[str, Requirement]:
    """Every requirement by its id, in the order of the file."""
    said = tomllib.loads(FILE.read_text())
    return {key: Requirement(key, row["text"], tuple(row["clauses"])) for key, row in said.items()}
