"""docs/asvs.csv claims nothing that is not there: each test and section it names exists."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from homebank.lib.embedded import CHECKOUT

STATUSES = {"proven", "documented", "partly", "missing", "not applicable", "elsewhere"}
with (CHECKOUT / "docs/asvs.csv").open(newline="") as file:
    ROWS = list(csv.DictReader(file))


@cache
def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@cache
def headings(path: Path) -> set[str]:
    return set(re.findall(r"^#+ (.+)$", path.read_text(), re.M))


def test_every_test_and_section_that_a_row_names_exists() -> None:
    assert not [fault for row in ROWS for fault in faults(row["proof"])]


def test_a_status_is_earned_or_explained() -> None:
    assert {row["status"] for row in ROWS} <= STATUSES
    for row in ROWS:
        earned = {"proven": "::" in row["proof"], "documented": row["proof"].startswith("docs/")}
        assert earned.get(row["status"], bool(row["note"])), row["requirement"]


def test_every_requirement_of_the_chosen_ones_has_one_row() -> None:
    numbers = [row["requirement"] for row in ROWS]
    assert len(numbers) == len(set(numbers)) == 258
    assert all(re.fullmatch(r"V\d+\.\d+\.\d+", number) for number in numbers)


def faults(proof: str) -> Iterator[str]:
    """Tests and sections that are named and not there."""
    for test in re.findall(r"\S+::\S+", proof):
        path, name = test.split("::")
        if name not in names_in(CHECKOUT / path):
            yield test
    for section in re.findall(r"docs/[^ ]+?\.md(?:#.+?)?(?= docs/|$)", proof):
        path, _hash, heading = section.partition("#")
        if not (CHECKOUT / path).exists() or heading not in {"", *headings(CHECKOUT / path)}:
            yield section
