"""What the tests said last, kept in the state folder, and what it proves.

The plugin of the tests (tests/requirement_marks.py) writes it; `manage.py requirements` reads it.
A test counts while its file is as it was when the test ran: a changed file must run again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from homebank.requirements.catalogue import Requirement

NAME = "requirements-report.json"
URL, SOCKET, COMMAND, NO_DOOR = "url", "socket", "command", ""
DOORS = (URL, SOCKET, COMMAND)
PROVEN, PARTLY, NOT = "proven", "partly", "not"


@dataclass(frozen=True, slots=True)
class Ran:
    """One test as it ended. `proofs` are (id, clause); without a door they prove nothing."""

    test: str
    passed: bool
    kind: str
    proofs: tuple[tuple[str, str], ...]
    file_digest: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A requirement with the passing tests, as (test, kind), that prove each of its clauses."""

    requirement: Requirement
    clauses: Mapping[str, list[tuple[str, str]]]

    @property
    def state(self) -> str:
        """`proven`, `partly` or `not`."""
        proven = [bool(tests) for tests in self.clauses.values()]
        return PROVEN if all(proven) else PARTLY if any(proven) else NOT


def judge(known: Iterable[Requirement], ran: Iterable[Ran]) -> list[Verdict]:
    """What the tests prove, requirement by requirement."""
    proofs: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for test in ran:
        for proof in test.proofs if test.passed and test.kind in DOORS else ():
            proofs.setdefault(proof, []).append((test.test, test.kind))
    return [
        Verdict(each, {clause: proofs.get((each.id, clause), []) for clause in each.clauses})
        for each in known
    ]


def read(folder: Path, checkout: Path) -> list[Ran] | None:
    """The tests of the last runs whose files are unchanged; None when nothing ran yet."""
    try:
        stored = json.loads((folder / NAME).read_text())
    except FileNotFoundError:
        return None
    rows = [Ran(**{**row, "proofs": tuple(map(tuple, row["proofs"]))}) for row in stored]
    digests = {file: digest(checkout / file) for file in {_file(row.test) for row in rows}}
    return [row for row in rows if row.file_digest == digests[_file(row.test)]]


def merge(folder: Path, checkout: Path, ran: Iterable[Ran]) -> None:
    """Add a run to what is known: its tests replace their former selves, stale ones go."""
    known = {row.test: row for row in read(folder, checkout) or ()}
    known |= {row.test: row for row in ran}
    rows = [asdict(row) for row in sorted(known.values(), key=lambda row: row.test) if row.proofs]
    beside = folder / f"{NAME}.{os.getpid()}"
    beside.write_text(json.dumps(rows, ensure_ascii=False, indent=1))
    beside.replace(folder / NAME)


def digest(file: Path) -> str:
    """The content of a file in short; nothing for one that is gone."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def _file(test: str) -> str:
    return test.split("::", 1)[0]
