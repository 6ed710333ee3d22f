"""`make bench`: measure, print the table, keep the JSON in benchmarks/results."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from typing import Any

from benchmarks import cluster, machine, report
from benchmarks.measures import FULL, MEASURES, SMALL

GOALS = sorted(set().union(*(goals for goals, _measure in MEASURES.values())))


def main(arguments: list[str] | None = None) -> None:
    """Measure what was asked for; exit code 1 if a contender's book is wrong."""
    asked = _parser().parse_args(arguments)
    # On the way out the servers are stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    wanted = set(asked.only) or set(GOALS)
    run: dict[str, Any] = {"machine": machine.describe(), "scale": asked.scale, "detail": {}}
    run["on"] = "memory" if asked.memory else "disk"
    lines = []
    servers = cluster.start(in_memory=asked.memory)
    run["postgresql"] = servers.settings()
    for name, (goals, measure) in MEASURES.items():
        if goals & wanted:
            begun = time.monotonic()
            found, detail = measure(servers, SMALL if asked.scale == "small" else FULL, wanted)
            lines += found
            run["detail"][name] = detail
            sys.stderr.write(f"{name}: {time.monotonic() - begun:.0f} s\n")
            for line in found:
                sys.stderr.write(f"  {line.goal} {line.what} / {line.against}: {line.ratio:.3g}\n")
    run["lines"] = [report.as_json(line) for line in lines]
    sys.stdout.write(report.table(run))
    file = report.keep(run, partial=wanted != set(GOALS))
    sys.stderr.write(f"Kept in {file}. Into the docs: python -m benchmarks.report {file}\n")
    if asked.json:
        sys.stdout.write(json.dumps(run, indent=1) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], choices=GOALS, metavar="GOAL",
                        help=f"some of {', '.join(GOALS)}; else all")  # fmt: skip
    parser.add_argument("--scale", default="full", choices=["full", "small"])
    in_memory = "servers in /dev/shm: what remains is CPU (fsync stays on)"
    parser.add_argument("--memory", action="store_true", help=in_memory)
    parser.add_argument("--json", action="store_true", help="print the JSON too")
    return parser


if __name__ == "__main__":
    main()
