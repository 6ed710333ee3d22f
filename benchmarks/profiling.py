"""Where the time of one payment goes: each statement it sends, each function it calls."""

from __future__ import annotations

import cProfile
import pstats
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

from benchmarks.contenders import Contender

ROOT = str(Path(__file__).resolve().parents[1]) + "/"
BEFORE = 50
SHOWN = 45


def profile(contender: Contender, payments: int) -> dict[str, Any]:
    """Statements and functions, in milliseconds a payment, of one client in this process."""
    contender.open(99)
    contender.make_ready(2 * (payments + BEFORE) / 100)
    for _ in range(BEFORE):
        contender.pay()
    begun = time.perf_counter()
    for _ in range(payments):
        contender.pay()
    whole = time.perf_counter() - begun
    log = Statements()
    with connection.execute_wrapper(log):
        for _ in range(payments):
            contender.pay()
    statements = log.rows(payments)
    return {
        "payments": 3 * payments + BEFORE,
        "ms": whole / payments * 1000,
        "statements": statements,
        "in_statements_ms": sum(row["ms"] for row in statements),
        "functions": _functions(contender, payments),
    }


class Statements:
    """Remembers each statement in the order of a payment, and how long its answer took."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = {}

    def __call__(
        self, execute: Callable[..., Any], text: str, params: Any, many: bool, context: Any
    ) -> Any:
        begun = time.perf_counter()
        try:
            return execute(text, params, many, context)
        finally:
            self.spent.setdefault(_short(text), []).append(time.perf_counter() - begun)

    def rows(self, payments: int) -> list[dict[str, Any]]:
        """Times a payment and milliseconds a payment of each statement."""
        return [
            {"statement": text, "times": len(spent) / payments, "ms": sum(spent) / payments * 1000}
            for text, spent in self.spent.items()
        ]


def _functions(contender: Contender, payments: int) -> list[dict[str, Any]]:
    """The functions of our own code with their callees, the dearest first. Slower than life."""
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(payments):
        contender.pay()
    profiler.disable()
    stats = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    rows = [
        {"function": f"{file.removeprefix(ROOT)}:{name}", "times": calls / payments,
         "ms": inside / payments * 1000}
        for (file, _line, name), (_primitive, calls, _own, inside, _callers) in stats.items()
        if _is_told(file)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -row["ms"])[:SHOWN]


def _is_told(file: str) -> bool:
    ours = file.startswith(ROOT) and "/.venv" not in file and "/benchmarks/" not in file
    return ours or file.endswith(("celery/app/task.py", "db/transaction.py", "models/base.py"))


def _short(text: str) -> str:
    """What the statement does, without its columns and values."""
    text = re.sub(r"\s+", " ", text).strip().replace('"', "")
    text = re.sub(r"^SELECT (?!.*\bledger_).*? FROM", "SELECT … FROM", text)
    text = re.sub(r"SAVEPOINT s\w+", "SAVEPOINT", text)
    return re.sub(r"\(.*?\) VALUES.*", "…", text)[:110]
