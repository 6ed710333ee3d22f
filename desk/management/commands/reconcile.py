"""`manage.py reconcile FILE`: a register of the processing centre or of a biller, compared."""

from argparse import ArgumentParser
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from desk.models import Difference
from desk.registers.comparing import compare
from desk.registers.errors import RegisterRefused
from desk.registers.sources import source_of
from homebank.lib import clock


class Command(BaseCommand):
    help = (
        "Compares a register with what the bank has (docs/imports.md), yesterday's of the "
        "processing centre if nothing else is said. Differences are worked at the desk. Exit code "
        "1 if the register is wrong, or while a difference of it has no explanation."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the register")
        parser.add_argument("--source", default="cards", help="cards, or biller: and its key")
        parser.add_argument("--day", type=date.fromisoformat, help="the day, YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["day"] or clock.today() - timedelta(days=1)
        try:
            with translation.override("en"), options["file"].open("rb") as file:
                source = source_of(options["source"])
                register = compare(file=file, source=source, day=day, by="")
        except OSError as reason:
            raise CommandError(f"{options['file']}: {reason.strerror}") from None
        except RegisterRefused as refusal:
            with translation.override("en"):
                raise CommandError(str(refusal)) from None
        self.stdout.write(f"{register}: {register.lines} lines, {register.matched} matched.")
        of_day = Difference.objects.filter(source=register.source, day=day)
        if left := of_day.unexplained().count():
            raise CommandError(f"{left} differences have no explanation: work them at the desk.")
