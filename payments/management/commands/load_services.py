"""Loads the catalogue of services; running it again changes nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payments.catalogue.loading import FILE, load_services


class Command(BaseCommand):
    help = "Loads categories, billers and services from a YAML file; can be run again at any time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=FILE, help="the catalogue (ours)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_services(file=Path(options["file"]))
        except (OSError, KeyError, ValueError) as reason:
            raise CommandError(f"{options['file']}: {reason}") from None
        if options["verbosity"]:
            self.stdout.write(
                f"{loaded.categories} categories, {loaded.billers} billers,"
                f" {loaded.services} services"
            )
