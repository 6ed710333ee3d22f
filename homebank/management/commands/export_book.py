"""`manage.py export_book FILE --why TEXT`: every entry, for ledger/book_checker.py elsewhere.

It stands up here, since it tells the room of events who took the book, how much of it, and why.
"""

import getpass
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger.checking import one_moment
from ledger.roots import export_lines
from notifications.events import record


class Command(BaseCommand):
    help = "Writes every entry and what signed roots say of them, a JSON line each, to a new FILE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--why", required=True, help="What for: it is written down.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            number = os.open(options["file"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as reason:
            raise CommandError(f"{options['file']}: {reason.strerror}. Name a new file.") from None
        lines = 0
        with os.fdopen(number, "w") as file, one_moment():
            for line in export_lines():
                file.write(f"{line}\n")
                lines += 1
        _record(lines, options["why"])
        self.stdout.write(f"{lines} lines in {options['file']}.")


def _record(lines: int, why: str) -> None:
    """Who: the account on this machine, since no sign-in stands before a command."""
    facts = {"operator": getpass.getuser(), "rows": str(lines), "reason": " ".join(why.split())}
    record(kind="book.exported", customer_id=None, facts=facts)
