"""`manage.py requirements`: each requirement with the passing tests that prove it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from homebank.requirements import report
from homebank.requirements.catalogue import requirements
from homebank.requirements.report import Verdict

NOTHING_RAN = 1
WRONG_USE = 2


class Command(BaseCommand):
    help = (
        "Prints each requirement, its clauses, and the passing tests that prove them: only tests "
        "that go through a URL, a socket or a command count. A row is proven when every clause is. "
        "Reads what the last runs of the tests reported; exit code 1 when none has run yet."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ids", nargs="*", metavar="ID", help="only these, for example ACC-01")
        parser.add_argument("--json", action="store_true", help="print it as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        verdicts = _verdicts(options["ids"])
        self.stdout.write(_as_json(verdicts) if options["json"] else _as_text(verdicts))


def _verdicts(ids: list[str]) -> list[Verdict]:
    known = requirements()
    if strange := [each for each in ids if each not in known]:
        raise CommandError(f"There is no requirement {strange[0]}.", returncode=WRONG_USE)
    ran = report.read(settings.STATE_FOLDER, settings.BASE_DIR)
    if ran is None:
        raise CommandError("No test has reported yet: run `make test`.", returncode=NOTHING_RAN)
    return report.judge([known[each] for each in ids or known], ran)


def _as_json(verdicts: list[Verdict]) -> str:
    told = {
        each.requirement.id: {
            "proven": each.state == report.PROVEN,
            "clauses": {
                clause: [{"test": test, "kind": kind} for test, kind in tests]
                for clause, tests in each.clauses.items()
            },
        }
        for each in verdicts
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _as_text(verdicts: list[Verdict]) -> str:
    lines = [line for each in verdicts for line in _row(each)]
    states = [each.state for each in verdicts]
    counts = [
        f"{state} {states.count(state)}" for state in (report.PROVEN, report.PARTLY, report.NOT)
    ]
    return "\n".join([*lines, f"Requirements: {len(verdicts)} ({', '.join(counts)})"])


def _row(verdict: Verdict) -> list[str]:
    proven = sum(bool(tests) for tests in verdict.clauses.values())
    head = f"{verdict.requirement.id}  {verdict.state} ({proven} of {len(verdict.clauses)})"
    lines = [f"{head}  {verdict.requirement.text}"]
    for clause, tests in verdict.clauses.items():
        lines.append(f"  {'+' if tests else '-'} {clause}")
        lines += [f"      {kind:<8}{test}" for test, kind in tests]
    return lines
