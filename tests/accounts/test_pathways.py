"""The document names every pathway of this room, with limits that exist."""

import re
from typing import Any

import pytest

from accounts.factors.confirmed import REGISTER
from accounts.urls import urlpatterns
from tests.accounts.test_limits import named
from tests.environment import checkout

NAME = re.compile(r"`([a-z-]+)`")
TEXT = (checkout() / "docs/identity.md").read_text().split("## Every pathway")[1].split("\n## ")[0]
ROWS: list[Any] = [
    row for line in TEXT.splitlines() if len(row := line.strip("| ").split(" | ")) in (3, 4)
    and not line.startswith("|---") and row[0] != "pathway"
]  # fmt: skip


def test_every_address_is_a_pathway_or_only_shows() -> None:
    [only_shows] = re.findall(r"^Pages that only show: (.+)$", TEXT, re.M)
    told = {name for row in ROWS for name in NAME.findall(row[1])} | set(NAME.findall(only_shows))
    assert told == {str(pattern.name) for pattern in urlpatterns}


def test_every_change_behind_a_code_is_named() -> None:
    told = {name for row in ROWS for name in NAME.findall(row[0])}
    ours = {purpose for purpose, behind in REGISTER.items()
            if behind.service.__module__.startswith("accounts.")}  # fmt: skip
    assert told == ours


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_pathway_has_limits_that_are_in_force(row: list[str]) -> None:
    limits = NAME.findall(row[3]) if len(row) > 3 else []
    assert set(limits) <= set(named())
    assert limits or "only takes away" in row[2]
