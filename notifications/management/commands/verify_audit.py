"""`manage.py verify_audit`: the events against the seals that were signed and published before."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from homebank.lib import crypto
from notifications.audit.checking import find_faults
from notifications.audit.sealing import published_seals


class Command(BaseCommand):
    help = (
        "Reads every sealed event and compares it with the seals in BOOK_ROOTS_FOLDER. "
        "Exit code 1 names what was changed, is gone, or was signed by another."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--key", help="The public key, where the private one is not at hand.")
        parser.add_argument("--limit", type=int, default=100, help="Faults to print at most.")

    def handle(self, *args: Any, **options: Any) -> None:
        key = options["key"] or (settings.BOOK_KEY and crypto.public_key_of(settings.BOOK_KEY))
        if not key:
            raise CommandError("Set HOMEBANK_BOOK_KEY, or tell the public key by --key.")
        found = 0
        for fault in find_faults(public_key=key):
            found += 1
            if found <= options["limit"]:
                self.stdout.write(fault)
        if found:
            raise CommandError(f"The trail of events is wrong in {found} places.")
        seals = published_seals()
        total = seals[-1].facts["total"] if seals else "0"
        self.stdout.write(f"{total} events are as {len(seals)} seals say.")
