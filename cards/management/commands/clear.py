"""`manage.py clear FILE`: posts the presentments of a clearing file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cards.authorization.clearing import ClearingFileRefused, clear_file


class Command(BaseCommand):
    help = (
        "Posts each presentment of a clearing file (docs/authorisation.md) once. None is refused: "
        "what an account does not cover is a technical overdraft. Exit code 1 if the file is wrong "
        "(nothing is posted) or if lines wait, for an exchange rate say; run it again then."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            cleared = clear_file(path=options["file"])
        except ClearingFileRefused as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(
            f"{cleared.posted} posted, {cleared.repeated} stood already, "
            f"{cleared.uncovered} not covered, {cleared.unknown} of no card of ours."
        )
        if cleared.waiting:
            raise CommandError("\n".join(cleared.waiting))
