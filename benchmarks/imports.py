"""How fast do files of cards and registers go? `python -m benchmarks.imports`.

A file is checked, imported with codewords whose hashes cost nothing, then with hashes as production
makes them; a register is compared. Rows a second, the memory of this process, and what a million
lines would take by it.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

from benchmarks import cluster, machine

RESULTS = Path(__file__).resolve().parent / "results"
MILLION = 1_000_000


def main(arguments: list[str] | None = None) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.imports", description=__doc__)
    parser.add_argument("--lines", type=int, default=20_000, help="of the file that is checked")
    parser.add_argument("--hashed", type=int, default=400, help="of the file with real hashes")
    parser.add_argument("--register", type=int, default=MILLION, help="lines of the register")
    asked = parser.parse_args(arguments)
    servers = cluster.start()
    os.environ.update(servers.database("imports"), HOMEBANK_LOG_LEVEL="ERROR",
                      DJANGO_SETTINGS_MODULE="benchmarks.bank_settings")  # fmt: skip
    django.setup()
    run = {"machine": machine.describe(), "told": list(_measured(servers.state, asked))}
    sys.stdout.write(table(run))
    file = RESULTS / f"{run['machine']['day']}-{run['machine']['name']}-imports.json"
    file.write_text(json.dumps(run, indent=1, ensure_ascii=False) + "\n")


def table(run: dict[str, Any]) -> str:
    """A row for each way, in Markdown."""
    where = run["machine"]
    lines = [
        f"{where['day']}, {where['processor']}, {where['cores']} cores, Python {where['python']}, "
        f"Django {where['django']}; load average before: {where['load before']}.", "",
        "| what | lines | lines/s | a million | memory grew by |", "|---|---:|---:|---:|---:|",
    ]  # fmt: skip
    for told in run["told"]:
        million = timedelta(seconds=round(MILLION / told["rate"]))
        lines.append(f"| {told['what']} | {told['lines']:,} | {told['rate']:,.0f} | {million} "
                     f"| {told['grew_mb']:.0f} MB |")  # fmt: skip
    return "\n".join([*lines, ""])


def _measured(folder: Path, asked: argparse.Namespace) -> Iterator[dict[str, Any]]:
    from django.core.management import call_command
    from django.test import override_settings

    call_command("migrate", verbosity=0)
    threads = os.cpu_count() or 1
    file = _cards(folder / "cards.csv", asked.lines, seed=1)
    yield _timed("file of cards checked", asked.lines, lambda: _import(file))
    few = _cards(folder / "few.csv", asked.lines // 4, seed=2)
    _import(few)
    yield _timed("imported, without the cost of hashes", asked.lines // 4,
                 lambda: _import(few, commit=True, threads=threads))  # fmt: skip
    hashed = _cards(folder / "hashed.csv", asked.hashed, seed=3)
    _import(hashed)
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"]):
        yield _timed("imported as in production", asked.hashed,
                     lambda: _import(hashed, commit=True, threads=threads))  # fmt: skip
    register = _register(folder / "register.csv", asked.register)
    yield _timed("register compared, all of it missing here", asked.register,
                 lambda: _compare(register))  # fmt: skip


def _timed(what: str, lines: int, deed: Callable[[], None]) -> dict[str, Any]:
    before, begun = _peak_mb(), time.perf_counter()
    deed()
    seconds = time.perf_counter() - begun
    return {"what": what, "lines": lines, "rate": lines / seconds, "grew_mb": _peak_mb() - before}


def _import(path: Path, **options: Any) -> None:
    from django.core.management import call_command

    silent = {"stdout": io.StringIO(), "stderr": io.StringIO()}
    call_command("import_cards", path, **{**silent, **options})


def _compare(path: Path) -> None:
    from desk.registers.comparing import compare
    from desk.registers.sources import Cards
    from homebank.lib import clock

    with path.open("rb") as file:
        compare(file=file, source=Cards(), day=clock.today() - timedelta(days=1), by="")


def _cards(path: Path, count: int, *, seed: int) -> Path:
    from tests.desk.cards_csv import many_lines, text_of

    path.write_text(text_of(*many_lines(count, seed=seed)))
    return path


def _register(path: Path, count: int) -> Path:
    from desk.registers.sources import Cards

    with path.open("w") as file:
        file.write(";".join(Cards.heading) + "\n")
        for number in range(count):
            file.write(f"presentment;ref-{number};;purchase;1.00;KZT;;cleared\n")
        file.write(f"end;{count}\n")
    return path


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
