"""`manage.py demo_card`: a shop and a cash machine that ask the demo's card host."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from cards.holders import parse_expiry
from homebank.demo_bank.machines import MACHINES, Exchange, Shown, ask, follow, minor_of
from homebank.demo_bank.terminal import NoAnswer
from homebank.lib.amounts import AmountRefused
from homebank.lib.currencies import BY_CODE
from homebank.lib.iso8583 import Wrong

TOLD = {"ask": "asked", "claim": "claimed", "cancel": "cancelled"}


class Command(BaseCommand):
    help = (
        "Plays a shop (shop), a shop on the internet (online), a subscription (recurring) or a "
        "cash machine (cash) against the running card host: asks for the amount, then claims it, "
        "cancels it, or leaves it blocked. Demo only; /demo/shop/ is the same on a page. Exit "
        "code 1 if it was declined."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", choices=list(MACHINES), help="who asks")
        parser.add_argument("card", help="the card number; the demo prints its people's")
        parser.add_argument("amount", help="how much, 2500 or 19.99")
        parser.add_argument("--currency", default="KZT", help="KZT, USD, EUR…")
        parser.add_argument("--expiry", default="", help="MM/YY")
        parser.add_argument("--cvv", default="", help="the three digits on the back")
        parser.add_argument("--secure", action="store_true", help="with a proof of 3-D Secure")
        parser.add_argument("--then", choices=["hold", "claim", "cancel"], default="hold",
                            help="what follows an approval (hold: nothing)")  # fmt: skip
        usual = settings.CARDHOST_PORT
        parser.add_argument("--port", type=int, default=usual, help=f"the host's port ({usual})")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only a demo plays shops: HOMEBANK_DEMO is not on.")
        try:
            with translation.override("en"):  # as every command speaks; the page has three
                self._play(options)
        except (OSError, NoAnswer) as reason:
            raise CommandError(f"The card host does not answer: {reason}") from None
        except Wrong as reason:
            raise CommandError(f"This makes no message: {reason}") from None

    def _play(self, options: dict[str, Any]) -> None:
        asked = self._ask(options)
        self._say(asked)
        if not asked.is_approved:
            raise CommandError("It was declined.")
        if options["then"] != "hold":
            self._say(follow(options["then"], asked, port=options["port"]))

    def _ask(self, options: dict[str, Any]) -> Exchange:
        currency = BY_CODE.get(options["currency"].upper())
        if currency is None:
            raise CommandError(f"There is no currency {options['currency']!r} in the bank's list.")
        try:
            minor = minor_of(options["amount"], currency)
        except (AmountRefused, ValueError):
            raise CommandError(f"{options['amount']!r} is no amount.") from None
        number, expiry = "".join(options["card"].split()), _expiry(options["expiry"])
        return ask(
            kind=options["place"], card=Shown(number=number, expiry=expiry, cvv=options["cvv"]),
            minor=minor, currency=currency, secured=options["secure"], port=options["port"],
        )  # fmt: skip

    def _say(self, done: Exchange) -> None:
        said = done.words if done.is_approved else f"declined: {done.words}"
        told = f"{TOLD[done.deed]}: {said} ({done.code}), RRN {done.sent.get(37)}"
        code = done.heard.get(38)
        self.stdout.write(f"{told}, authorisation code {code}" if code else told)


def _expiry(typed: str) -> date | None:
    expiry = parse_expiry(typed) if typed else None
    if typed and expiry is None:
        raise CommandError(f"{typed!r} is no month and year: write 12/29.")
    return expiry
