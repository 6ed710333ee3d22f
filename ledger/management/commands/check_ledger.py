"""`manage.py check_ledger`: proves the book from its lines, and names what is wrong."""

import json
import time
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger.checking import Finding, count_lines, find_wrongs

# Silent when quick; a long check says where it is.
QUIET_SECONDS = 2.0


class Command(BaseCommand):
    help = (
        "Reads every transfer, entry, balance and hold, and proves that the book is right: sums of "
        "zero, unbroken chains, balances, held sums, floors. Exit code 1 names what is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")
        parser.add_argument("--limit", type=int, default=100, help="Findings to print at most.")

    def handle(self, *args: Any, **options: Any) -> None:
        self._began = time.monotonic()
        counted = count_lines()
        findings, found = [], 0
        for finding in find_wrongs(progress=self._progress):
            found += 1
            if found > options["limit"]:
                continue
            findings.append(finding)
            if not options["json"]:
                self.stdout.write(finding.text)
        self._say(counted, findings, found, as_json=options["json"])
        if found:
            raise CommandError(f"The book is wrong in {found} places.")

    def _progress(self, line: str) -> None:
        passed = time.monotonic() - self._began
        if passed > QUIET_SECONDS:
            self.stderr.write(f"[{passed:.0f} s] {line}")

    def _say(
        self, counted: dict[str, int], findings: list[Finding], found: int, *, as_json: bool
    ) -> None:
        if as_json:
            report = {"ok": not found, **counted, "wrong": found,
                      "findings": [asdict(f) for f in findings]}  # fmt: skip
            self.stdout.write(json.dumps(report, ensure_ascii=False))
        elif not found:
            lines = ", ".join(f"{number:,} {name}" for name, number in counted.items())
            self.stdout.write(f"The book is right: {lines}.")
