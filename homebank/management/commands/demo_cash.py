"""`demo_cash`: cash paid in to a card of the demo, so that a new one has something to pay with."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from cards.models import Card
from homebank.lib.amounts import AmountRefused, parse_amount
from homebank.lib.card_numbers import number_fingerprint
from homebank.lib.ids import uuid7
from ledger.accounts import bank_account
from ledger.posting import Leg, post


class Command(BaseCommand):
    help = "Pays cash in to the account of a card, as a branch would. Demo only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("card", help="the card number, or its last four digits")
        parser.add_argument("amount", help="how many tenge, 20000 or 1500.50")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only a demo gives money away: HOMEBANK_DEMO is not on.")
        card = _card(options["card"])
        if card is None:
            raise CommandError("No card that works has this number or these last four digits.")
        try:
            with translation.override("en"):
                amount = parse_amount(options["amount"], card.account.currency)
        except AmountRefused as reason:
            raise CommandError(str(reason)) from None
        legs = [Leg(bank_account("cash", currency=card.account.currency).pk, -amount),
                Leg(card.account_id, amount)]  # fmt: skip
        post(transfer_id=uuid7(), kind="top-up", legs=legs, customer_id=card.customer_id)
        self.stdout.write(f"Paid in to the card *{card.last4}.")


def _card(said: str) -> Card | None:
    """The newest card that works."""
    digits = "".join(filter(str.isdigit, said))
    cards = Card.objects.working().select_related("account").order_by("-pk")
    if len(digits) > 4:
        return cards.filter(number_fingerprint=number_fingerprint(digits)).first()
    return cards.filter(last4=digits).first()
