"""`manage.py purge`: deletes codes, tries, counters and sessions that are long over."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.purging import purge


class Command(BaseCommand):
    help = (
        "Deletes expired sessions, and codes, confirmations that led to nothing, tries to register "
        "or recover, and counters, once they are old (HOMEBANK_KEEP_TRACES_DAYS). Beat does the "
        "same each hour. Nothing of the book, of payments or of events is ever deleted."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for name, count in purge().items():
            self.stdout.write(f"{count:>10,} {name}")
