"""`manage.py load_rates FILE`: the bank's exchange rates into their dated table."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tariffs.errors import RateFileRefused
from tariffs.rates import load_rates


class Command(BaseCommand):
    help = (
        "Loads exchange rates from a CSV file, all lines or none: day,currency,units,tenge, as "
        "2026-11-22,USD,1,521.30. A rate stands from its day until a later one. One that stands "
        "already stays; a file that would change it is refused (exit code 1)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_rates(path=options["file"])
        except RateFileRefused as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"{loaded.added} rates loaded, {loaded.known} stood already.")
