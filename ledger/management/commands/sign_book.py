"""`manage.py sign_book`: signs a root now, without waiting for the night."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ledger.errors import RootsDisagree
from ledger.roots import sign_root


class Command(BaseCommand):
    help = "Signs a root over all entries there are, and publishes it to BOOK_ROOTS_FOLDER."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.BOOK_KEY:
            raise CommandError("Set HOMEBANK_BOOK_KEY (docs/ledger.md).")
        try:
            self.stdout.write(f"{sign_root().text}")
        except RootsDisagree as reason:
            raise CommandError(str(reason)) from None
