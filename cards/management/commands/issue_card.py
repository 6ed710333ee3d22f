"""`issue_card`: a card for a customer, from the console of a branch or a developer."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Customer, iin_fingerprint
from cards.cvv import cvv2
from cards.holders import parse_expiry
from cards.issuing import issue_card
from cards.models import Card
from cards.opening import put_opening_balance
from homebank.lib.amounts import parse_amount, show
from homebank.lib.errors import Refusal
from ledger.accounts import balance_of


class Command(BaseCommand):
    help = (
        "Issues a card over a new account in tenge. In a demo it prints number, expiry and CVV,"
        " this once; elsewhere only the truncated number."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--iin", help="the customer's IIN, 12 digits")
        whose.add_argument("--customer", type=UUID, help="the customer's id, a UUID")
        parser.add_argument("--number", help="16 digits of our ranges; drawn if left out")
        parser.add_argument("--expiry", metavar="MM/YY", help="four years from now if left out")
        parser.add_argument("--kind", choices=Card.Kind.values, default=Card.Kind.PLASTIC.value)
        parser.add_argument("--opening-balance", metavar="TENGE", help="for example 50000")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            card = self._issue(options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        number = card.number if settings.DEMO else card.truncated
        self.stdout.write(f"number   {number}\nexpiry   {card.expiry_text}")
        if settings.DEMO:
            self.stdout.write(f"CVV      {cvv2(card.number, card.expiry)}")
        available = show(balance_of(card.account_id).available, language="en")
        self.stdout.write(f"account  {card.account.iban}\nbalance  {available}\ncard     {card.pk}")

    @transaction.atomic
    def _issue(self, options: dict[str, Any]) -> Card:
        """The card and its first money: both or neither."""
        expiry = options["expiry"] and parse_expiry(options["expiry"])
        if options["expiry"] and expiry is None:
            raise CommandError("--expiry is month and year, for example 12/29.")
        amount = options["opening_balance"] and parse_amount(options["opening_balance"])
        number = "".join((options["number"] or "").split()) or None
        card = issue_card(
            customer=self._customer(options), number=number, expiry=expiry, kind=options["kind"]
        )
        if amount:
            put_opening_balance(account=card.account, amount=amount)
        return card

    def _customer(self, options: dict[str, Any]) -> Customer:
        known = {"pk": options["customer"]}
        if options["iin"]:
            known = {"iin_fingerprint": iin_fingerprint(options["iin"])}
        customer = Customer.objects.filter(**known).first()
        if customer is None:
            raise CommandError("No customer has this IIN or id.")
        return customer
