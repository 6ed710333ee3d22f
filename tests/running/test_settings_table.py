"""docs/operating.md lists every variable with its default, and none that nobody reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands, load_command_class
from django.db import connection

from homebank.lib.embedded import CHECKOUT
from tests.running.settings_read import COMPUTED, variables

TEXT = (CHECKOUT / "docs/operating.md").read_text()
# Read by gunicorn's configuration, not by the settings.
ELSEWHERE: dict[str, object] = {"WEB_CONCURRENCY": "2"}


def rows() -> dict[str, str]:
    """The variables of the tables with the cell of their default."""
    found = re.findall(r"^\| ([A-Z][A-Z_]+) \| ([^|]*) \|", TEXT, re.M)
    return {name: default.strip() for name, default in found}


def test_every_variable_is_listed_once_and_none_is_stale() -> None:
    names = re.findall(r"^\| ([A-Z][A-Z_]+) \|", TEXT, re.M)
    assert len(names) == len(set(names))
    assert set(names) == set(variables()) | set(ELSEWHERE)


@pytest.mark.parametrize("name", sorted(variables()))
def test_the_default_of_a_variable_is_the_one_that_is_listed(name: str) -> None:
    default = variables()[name]
    words = {None: "**required**", COMPUTED: "computed", "": "empty"}
    assert rows()[name] == words.get(default, default)


def test_what_processes_read_beside_the_settings_is_listed_too() -> None:
    for path in (CHECKOUT / "deploy").glob("*.py"):
        read = re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', path.read_text())
        assert set(read) <= set(variables()) | set(ELSEWHERE), path


def test_the_queries_of_the_watch_run(db: None) -> None:
    queries = re.findall(r"```sql\n(.+?)```", TEXT, re.S)
    assert len(queries) == 3
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(query)
            assert cursor.fetchone()[0] == 0


def test_every_command_and_file_that_is_named_exists() -> None:
    known = get_commands()
    named = set(re.findall(r"`?manage\.py ([a-z_]+)", TEXT))
    named |= set(re.findall(r"run --rm manage ([a-z_]+)", TEXT))
    assert named <= set(known), named - set(known)
    for path in re.findall(r"(?<![\w/.])((?:deploy|homebank|tests)/[\w/.-]+\w)", TEXT):
        assert path.startswith("deploy/secrets") or Path(CHECKOUT, path).exists(), path
    for target in re.findall(r"^make ([a-z-]+)", TEXT, re.M):
        assert re.search(rf"^{target}:", Path(CHECKOUT, "Makefile").read_text(), re.M), target


@pytest.mark.parametrize("name", ["backup", "restore", "after_recovery", "purge"])
def test_a_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = load_command_class(get_commands()[name], name)
    assert len(str(command.help)) > 80
    with pytest.raises(SystemExit) as left:
        call_command(command, "--help")
    assert left.value.code == 0
    assert "--help" in capsys.readouterr().out
