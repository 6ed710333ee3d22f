"""Keeps the Kazakh and Russian words in step with the code."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from homebank import catalogues


class Command(BaseCommand):
    help = (
        "Finds every message of the code and of Django, writes them to locale/, compiles. "
        "With --check it only looks, and ends with 1 if a message is missing, stale, fuzzy or has "
        "other placeholders. Finding needs xgettext (package gettext); compiling needs nothing."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--merge", type=Path, metavar="DIR", help="take DIR/*.kk.po, *.ru.po in")
        way.add_argument("--check", action="store_true", help="change nothing, name every fault")
        way.add_argument(
            "--compile", dest="only_compile", action="store_true", help="only write the .mo files"
        )

    def handle(
        self, *args: Any, merge: Path | None, check: bool, only_compile: bool, **options: Any
    ) -> None:
        if merge is not None and not merge.is_dir():
            raise CommandError(f"There is no folder {merge}.")
        if not check and not only_compile:
            catalogues.update(fragments=merge)
        faults = [] if only_compile else catalogues.find_faults()
        for fault in faults:
            self.stdout.write(fault)
        if not check:
            catalogues.compile_catalogues()
        if check and faults:
            raise CommandError(f"{len(faults)} faults in the words. Mend locale/*/django.po.")
