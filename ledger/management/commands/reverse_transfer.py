"""`manage.py reverse_transfer`: undoes a transfer by adding its opposite."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID, uuid5

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from ledger.errors import LedgerRefusal
from ledger.posting import reverse


class Command(BaseCommand):
    help = (
        "Adds the opposite of a transfer to the book; the transfer itself stays. Run again, it "
        "shows the same reversal. What stands above the book (a payment's state) is not touched."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("transfer", type=UUID, help="The id of the transfer to undo.")
        parser.add_argument("--reason", required=True, help="Why: it stands in the book.")

    def handle(self, *args: Any, transfer: UUID, reason: str, **options: Any) -> None:
        reversal = uuid5(transfer, "reversal")
        try:
            posted = reverse(transfer_id=transfer, reversal_id=reversal, reason=reason)
        except LedgerRefusal as refusal:
            with override("en"):
                raise CommandError(str(refusal)) from None
        told = "was reversed before" if posted.repeated else "is reversed"
        self.stdout.write(f"{transfer} {told} by {reversal} at {posted.at:%Y-%m-%d %H:%M:%S} UTC.")
