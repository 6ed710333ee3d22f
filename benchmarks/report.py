"""The table and the JSON of a run; `python -m benchmarks.report FILE` writes it into the docs."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.goals import Line

HERE = Path(__file__).resolve().parent
DOCS = HERE.parent / "docs" / "performance.md"
MET = {True: "met", False: "**missed**", None: ""}


def as_json(line: Line) -> dict[str, Any]:
    """A line as the JSON keeps it."""
    return {
        "goal": line.goal, "what": line.what, "against": line.against,
        "ours": round(line.ours, 4), "theirs": round(line.theirs, 4), "unit": line.unit,
        "ratio": round(line.ratio, 4), "wanted": line.wanted, "met": line.is_met,
    }  # fmt: skip


def keep(run: dict[str, Any], *, partial: bool) -> Path:
    """The file that the run was written to. A run of some goals does not pass for all."""
    kind = [run["on"]] * (run["on"] != "disk") + ["small"] * (run["scale"] == "small")
    name = "-".join([run["machine"]["day"], run["machine"]["name"], *kind, *["part"] * partial])
    file = HERE / "results" / f"{name}.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(run, indent=1, ensure_ascii=False) + "\n")
    return file


def table(run: dict[str, Any]) -> str:
    """Each comparison in a row, with the machine above, as Markdown that reads well unrendered."""
    head = ("goal", "what", "against", "ours", "theirs", "unit", "ratio", "wanted", "")
    rows = [_row(line) for line in run["lines"]]
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    shown = [_joined(row, widths) for row in (head, tuple("-" * w for w in widths), *rows)]
    return "\n".join([_where(run), "", *shown, ""])


def profile_table(run: dict[str, Any]) -> str:
    """P1b line by line: statements and functions of one payment, in milliseconds."""
    told = run["detail"].get("profile")
    if not told:
        return ""
    inside = told["in_statements_ms"]
    parts = [f"One payment, one client: {told['ms']:.2f} ms, of which {inside:.2f} in statements.",
             "", "| times | ms | statement |", "|---:|---:|---|"]  # fmt: skip
    parts += [f"| {row['times']:g} | {row['ms']:.2f} | `{row['statement']}` |"
              for row in told["statements"]]  # fmt: skip
    parts += ["", "| times | ms under the profiler | function, its callees included |",
              "|---:|---:|---|"]  # fmt: skip
    parts += [f"| {row['times']:g} | {row['ms']:.2f} | `{row['function']}` |"
              for row in told["functions"][:25]]  # fmt: skip
    return "\n".join([*parts, ""])


def write_docs(run: dict[str, Any]) -> None:
    """Put the tables between their marks in docs/performance.md."""
    text = DOCS.read_text()
    for mark, block in ((f"figures-{run['on']}", table(run)), ("profile", profile_table(run))):
        if block:
            before, _, rest = text.partition(f"<!-- {mark} -->\n")
            _old, end, after = rest.partition(f"<!-- /{mark} -->")
            text = f"{before}<!-- {mark} -->\n{block}{end}{after}" if end else text
    DOCS.write_text(text)


def _where(run: dict[str, Any]) -> str:
    told, server = run["machine"], run["postgresql"]
    settings = ", ".join(f"{name} {value}" for name, value in server.items() if name != "version")
    where = "data in memory (/dev/shm)" if run["on"] == "memory" else "data on disk"
    return (f"{told['day']}, {told['processor']}, {told['cores']} cores, {told['memory']}, "
            f"{told['system']}; PostgreSQL {server['version']} ({where}; {settings}); "
            f"Python {told['python']}, Django {told['django']}, psycopg {told['psycopg']}, "
            f"hordak {told['django-hordak']}, django-ledger {told['django-ledger']}; "
            f"load average before: {told['load before']}; scale: {run['scale']}.")  # fmt: skip


def _row(line: dict[str, Any]) -> tuple[str, ...]:
    return (line["goal"], line["what"], line["against"], _number(line["ours"]),
            _number(line["theirs"]), line["unit"], f"{line['ratio']:.3g}", line["wanted"],
            MET[line["met"]])  # fmt: skip


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _joined(row: tuple[str, ...], widths: list[int]) -> str:
    cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        write_docs(json.loads(Path(name).read_text()))
