"""`manage.py seal_audit`: seals all events now, without waiting for the night."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from notifications.audit.sealing import SealsDisagree, seal_events


class Command(BaseCommand):
    help = "Seals every event that no seal covers yet, and publishes the seal."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.BOOK_KEY:
            raise CommandError("Set HOMEBANK_BOOK_KEY (docs/desk.md, Audit).")
        try:
            seal = seal_events()
        except SealsDisagree as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(seal.text if seal else "")
