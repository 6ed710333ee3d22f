"""`manage.py after_recovery`: what a bank does that PostgreSQL brought back to a moment."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from homebank.backups.errors import BackupRefused
from homebank.backups.keys import sealed_columns
from homebank.backups.proving import prove_what_stands
from homebank.backups.resuming import resume


class Command(BaseCommand):
    help = (
        "After a recovery to a moment (PITR), before any process starts: numbers that left the "
        "house go on later, sign-ins end, payments on their way are doubted; then the book and "
        "every sealed value are proven. `restore` does the same by itself."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        say = self.stdout.write
        try:
            resume(say=say)
            columns = [f"{table}.{column}" for table, column in sealed_columns()]
            prove_what_stands(columns=columns, say=say)
        except BackupRefused as refused:
            raise CommandError(str(refused)) from None
