"""`manage.py trial_balance`: all accounts by currency, and that they sum to zero."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger.books import Line, TrialBalance, trial_balances


class Command(BaseCommand):
    help = (
        "Prints the bank's own accounts and the sums of customers' accounts, debit and credit, by "
        "currency. Exit code 1 if a currency does not sum to zero."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        books = trial_balances()
        if options["json"]:
            self.stdout.write(json.dumps({book.currency: _as_json(book) for book in books}))
        else:
            for book in books:
                self._print(book)
        wrong = [book.currency for book in books if book.difference]
        if wrong:
            raise CommandError(f"Not zero: {', '.join(wrong)}. Run check_ledger.")

    def _print(self, book: TrialBalance) -> None:
        self.stdout.write(f"{book.currency:<44}{'debit':>18}{'credit':>18}")
        for line in book.lines:
            self.stdout.write(
                f"{_title(line):<44}{line.debit.amount:>18,}{line.credit.amount:>18,}"
            )
        self.stdout.write(f"{'total':<44}{book.debit.amount:>18,}{book.credit.amount:>18,}")
        self.stdout.write(f"{'all accounts sum to':<44}{book.difference.amount:>36,}\n")


def _title(line: Line) -> str:
    return line.name if line.own else f"customers: {line.kind} ({line.accounts:,} accounts)"


def _as_json(book: TrialBalance) -> dict[str, Any]:
    lines = [
        {"name": _title(line), "debit": str(line.debit.amount), "credit": str(line.credit.amount)}
        for line in book.lines
    ]
    return {"debit": str(book.debit.amount), "credit": str(book.credit.amount),
            "sum": str(book.difference.amount), "lines": lines}  # fmt: skip
