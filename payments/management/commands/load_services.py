"""Loads the catalogue of services, or only checks a file; running it again changes nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payments.catalogue.checking import check_catalogue
from payments.catalogue.loading import FILE, load_services
from payments.catalogue.reading import CatalogueWrong


class Command(BaseCommand):
    help = "Loads categories, billers and services from a YAML file; can be run again at any time."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=FILE, help="the catalogue (ours)")
        parser.add_argument(
            "--check", action="store_true", help="name every mistake of the file and change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        deed = check_catalogue if options["check"] else load_services
        try:
            done = deed(file=Path(options["file"]))
        except OSError as reason:
            raise CommandError(f"{options['file']}: {reason.strerror}") from None
        except CatalogueWrong as mistakes:
            raise CommandError(f"{options['file']}:\n{mistakes}") from None
        if options["verbosity"]:
            self.stdout.write(
                f"{done.categories} categories, {done.billers} billers, {done.services} services"
            )
