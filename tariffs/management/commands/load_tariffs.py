"""`manage.py load_tariffs`: published tariffs into the tables, each version once."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tariffs.errors import TariffFileRefused
from tariffs.loading import PUBLISHED, load_tariff


class Command(BaseCommand):
    help = (
        "Loads the published tariffs (tariffs/data/*.yaml), or the files named. A version that is "
        "loaded already stays as it is; a file that would change it is refused (exit code 1)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="tariff files, instead of all")

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["files"] or sorted(PUBLISHED.glob("*.yaml")):
            try:
                version, is_new = load_tariff(path=path)
            except TariffFileRefused as reason:
                raise CommandError(str(reason)) from None
            done = "loaded" if is_new else "already loaded, nothing changed"
            name = f"Tariff {version.titles['en']!r}, version {version.number}"
            self.stdout.write(f"{name}, in force from {version.in_force_from}: {done}.")
