"""`manage.py close_day`: closes the next day that is over, or each up to yesterday."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from ledger.closing import close_day, next_day
from ledger.errors import BookRefused


class Command(BaseCommand):
    help = (
        "Closes the next day of Almaty that is over. Exit code 1 while something in suspense has "
        "no explanation, or the book is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="Every day up to yesterday.")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            closed = self._close_next()
            while closed and options["all"]:
                closed = self._close_next()

    def _close_next(self) -> bool:
        day = next_day()
        if day is None:
            self.stdout.write("Every day that is over is closed.")
            return False
        try:
            self.stdout.write(f"Closed: {close_day(day=day)}.")
        except BookRefused as refusal:
            raise CommandError(str(refusal)) from None
        return True
