"""`manage.py verify_ledger`: the book against its rules and against the signed, published roots."""

from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from homebank.lib import crypto
from ledger.book_checker import check
from ledger.checking import find_wrongs, one_moment
from ledger.roots import export_lines, published_roots, stored_roots


class Command(BaseCommand):
    help = (
        "Reads the whole book at one moment: its own rules (as check_ledger), then every entry "
        "against the roots in BOOK_ROOTS_FOLDER. Exit code 1 names what was changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--public-key", action="store_true", help="Print the key and end.")
        parser.add_argument("--key", help="The public key, where the private one is not at hand.")
        parser.add_argument("--limit", type=int, default=100, help="Faults to print at most.")

    def handle(self, *args: Any, **options: Any) -> None:
        key = options["key"] or (settings.BOOK_KEY and crypto.public_key_of(settings.BOOK_KEY))
        if not key:
            raise CommandError("Set HOMEBANK_BOOK_KEY, or tell the public key by --key.")
        if options["public_key"]:
            self.stdout.write(key)
            return
        found = 0
        with one_moment():
            for fault in _faults(key):
                found += 1
                if found <= options["limit"]:
                    self.stdout.write(fault)
        if found:
            raise CommandError(f"The book is wrong in {found} places.")
        self.stdout.write(f"The book is as {len(published_roots())} signed roots say.")


def _faults(key: str) -> Iterator[str]:
    yield from (finding.text for finding in find_wrongs())
    published, stored = published_roots(), stored_roots()
    if not published:
        yield "no root was published yet"
    if stored != published:
        yield f"the database keeps {len(stored)} roots, published are {len(published)}, or others"
    yield from check(export_lines(), published, key)
