"""An import that is killed goes on; two at once do nothing twice; memory does not grow."""

from __future__ import annotations

import gc
import io
import itertools
import subprocess
import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from cards.models import Card
from desk.imports import working
from desk.imports.keeping import known_import
from desk.models import CardImport, ImportedCard
from tests import environment
from tests.desk.cards_csv import file_of, many_lines
from tests.system import wait_for


def came(lines: list[dict[str, str]]) -> int:
    """How many of these lines have their card."""
    references = [line["reference"] for line in lines]
    return ImportedCard.objects.filter(reference__in=references, card__isnull=False).count()


def commit(path: Path, **options: Any) -> None:
    """Import the file in this process; what it says is of no matter."""
    silent = {"stdout": io.StringIO(), "stderr": io.StringIO()}
    call_command("import_cards", path, **{"commit": True, "threads": 1, **silent, **options})


@pytest.mark.requirement("OPS-06", "resumable")
def test_an_import_killed_at_any_line_comes_to_the_same_end(
    committed: None, tmp_path: Path
) -> None:
    lines = many_lines(400, seed=1)
    path = file_of(tmp_path, *lines)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "import_cards", str(path), "--commit", "--threads=2"],
        cwd=environment.checkout(), env=environment.process_env(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(lambda: came(lines) >= 3 or process.poll() is not None, 200)
        assert process.returncode is None
    finally:
        process.kill()
        process.wait()
    assert 0 < came(lines) < 400
    commit(path)
    of = CardImport.objects.get(cards__reference=lines[0]["reference"])
    assert (of.state, of.lines, came(lines)) == ("done", 400, 400)
    assert of.cards.values("card__customer").distinct().count() == 400


@pytest.mark.requirement("OPS-06", "resumable")
def test_two_runs_of_one_file_do_nothing_twice(committed: None, tmp_path: Path) -> None:
    lines = many_lines(300, seed=2)
    path = file_of(tmp_path, *lines)

    def one(_number: int) -> None:
        try:
            commit(path, threads=2)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, range(2)))
    assert came(lines) == 300
    [of] = CardImport.objects.filter(cards__reference=lines[0]["reference"]).distinct()
    assert (of.state, of.lines, of.faults.count()) == ("done", 300, 0)
    assert Card.objects.filter(pk__in=of.cards.values("card")).count() == 300


def test_two_files_with_one_line_make_one_card_of_it(committed: None, tmp_path: Path) -> None:
    lines = many_lines(60, seed=3)
    paths = [file_of(tmp_path, *lines, *many_lines(1, seed=4 + n), name=f"{n}") for n in range(2)]

    def one(path: Path) -> None:
        try:
            commit(path)
        except CommandError:
            pass  # the other one was first with a line: told as a fault of its IIN
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, paths))
    assert came(lines) == 60


@pytest.mark.requirement("OPS-06", "import")
def test_memory_does_not_grow_with_the_file(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is held after the sixtieth batch and after the last: the driver has its hundred
    statements by then, and the collector has come to everything."""
    monkeypatch.setattr(working, "BATCH", 10)
    held: dict[int, int] = {}
    batches = itertools.count(1)

    def look(_of: CardImport) -> None:
        number = next(batches)
        if number in (60, 120):
            gc.collect()
            held[number] = tracemalloc.get_traced_memory()[0]

    with file_of(tmp_path, *many_lines(1200, seed=5)).open("rb") as file:
        of, _made = known_import(file=file, name="long.csv", by=None)
        tracemalloc.start()
        try:
            working.run(of=of, file=file, progress=look)
        finally:
            tracemalloc.stop()
    assert held[120] - held[60] < 50_000, held  # what was read between them is 100 KB of text
