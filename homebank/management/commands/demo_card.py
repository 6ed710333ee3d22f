"""`manage.py demo_card`: a shop and a cash machine that ask the demo's card host."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cards.authorization.proofs import make_proof
from homebank.demo_bank.terminal import CASH, MACHINE, ONLINE, SHOP, NoAnswer, Terminal
from homebank.lib.amounts import parse_amount
from homebank.lib.currencies import BY_CODE, Currency
from homebank.lib.errors import Refusal
from homebank.lib.iso8583 import Message, Wrong

SAID = {"00": "approved", "05": "declined: not honoured (3-D Secure?)", "13": "declined: amount",
        "14": "declined: no such card", "41": "declined: lost", "43": "declined: stolen",
        "51": "declined: not enough money", "54": "declined: expired or wrong expiry",
        "57": "declined: not permitted", "61": "declined: above the day's limit",
        "62": "declined: restricted card", "75": "declined: too many tries",
        "82": "declined: wrong CVV"}  # fmt: skip


class Command(BaseCommand):
    help = (
        "Plays a shop (shop), a shop on the internet (online) or a cash machine (cash) against a "
        "running card host, `manage.py cardhost`: asks for the amount, then claims it, cancels it, "
        "or leaves it blocked. Demo only. Exit code 1 if it was declined."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("place", choices=["shop", "online", "cash"], help="who asks")
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
            with Terminal(options["port"]) as terminal:
                self._play(terminal, options)
        except (OSError, NoAnswer) as reason:
            raise CommandError(f"The card host does not answer: {reason}") from None
        except Wrong as reason:
            raise CommandError(f"This makes no message: {reason}") from None

    def _play(self, terminal: Terminal, options: dict[str, Any]) -> None:
        asked = self._asked(terminal, options)
        answered = terminal.ask(asked)
        self._say("asked", asked, answered)
        if answered.get(39) != "00":
            raise CommandError("It was declined.")
        if options["then"] == "claim":
            claim = terminal.presentment(asked)
            self._say("claimed", claim, terminal.ask(claim))
        elif options["then"] == "cancel":
            undo = terminal.reversal(asked)
            self._say("cancelled", undo, terminal.ask(undo))

    def _asked(self, terminal: Terminal, options: dict[str, Any]) -> Message:
        currency = BY_CODE.get(options["currency"].upper())
        if currency is None:
            raise CommandError(f"There is no currency {options['currency']!r} in the bank's list.")
        number, minor = "".join(options["card"].split()), _minor(options["amount"], currency)
        private = {"92": options["cvv"]} if options["cvv"] else {}
        if options["secure"]:
            private["43"] = make_proof(number=number, amount_minor=minor, currency=currency)
        is_cash, entry = options["place"] == "cash", {"online": ONLINE, "cash": MACHINE}
        more = {"operation": CASH, "f18": "6011"} if is_cash else {}
        return terminal.request(
            number, minor, entry=entry.get(options["place"], SHOP), currency=currency.number,
            expiry=_year_first(options["expiry"]), private=private, **more,
        )  # fmt: skip

    def _say(self, deed: str, sent: Message, answered: Message) -> None:
        code = answered.get(39)
        told = f"{deed}: {SAID.get(code, 'declined')} ({code}), RRN {sent.get(37)}"
        code = answered.get(38)
        self.stdout.write(f"{told}, authorisation code {code}" if code else told)


def _minor(text: str, currency: Currency) -> int:
    """The amount in minor units, as typed in tenge and tiyn or the like."""
    try:
        tiyn = parse_amount(text).minor
    except (Refusal, ValueError):
        raise CommandError(f"{text!r} is no amount.") from None
    return int(tiyn * 10**currency.exponent // 100)


def _year_first(text: str) -> str:
    """`12/29` as the wire has it: 2912."""
    month, _slash, year = text.partition("/")
    return f"{year[-2:]}{month:0>2}" if text else ""
