"""The demo's shop, web shop, cash machine and subscription: what each sends, and what it hears.

They know no more than a real one does: the card that was shown, and the answer of the card host.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cards.authorization.proofs import make_proof
from homebank.demo_bank.terminal import CASH, MACHINE, MERCHANT_ID, ONLINE, PURCHASE, SHOP, Terminal
from homebank.lib.amounts import parse_amount
from homebank.lib.currencies import BY_NUMBER, Currency
from homebank.lib.iso8583 import Message

APPROVED = "00"
ON_FILE = "100"


@dataclass(frozen=True, slots=True)
class Machine:
    """One place where a card is used. `name` and `city` are what a statement shows."""

    name: str
    city: str
    category: str
    entry: str
    operation: str = PURCHASE


MACHINES: Mapping[str, Machine] = {
    "shop": Machine("ALMA MARKET", "ALMATY", "5411", SHOP),
    "online": Machine("KAZSHOP.KZ", "ALMATY", "5732", ONLINE),
    "cash": Machine("ATM 0042 ABAY 10", "ALMATY", "6011", MACHINE, CASH),
    "recurring": Machine("KINOTEKA.KZ", "ASTANA", "7841", ON_FILE),
}
# What a shop understands of a response code: it never hears more of the reason.
SAID: Mapping[str, str | Promise] = {
    APPROVED: _("approved"),
    "05": _("not honoured; on the internet, above 100 US dollars, 3-D Secure is needed"),
    "12": _("such operations are not done"),
    "13": _("the amount is wrong"),
    "14": _("there is no such card"),
    "21": _("nothing was cancelled: the money is taken, a refund is due instead"),
    "30": _("the message could not be read"),
    "41": _("the card is reported lost"),
    "43": _("the card is reported stolen"),
    "51": _("not enough money"),
    "54": _("the card has expired, or the date is wrong"),
    "57": _("such operations are closed for this card"),
    "61": _("above the limit of the day"),
    "62": _("the card is frozen, blocked or closed"),
    "75": _("too many wrong tries today"),
    "82": _("the three digits are wrong"),
    "94": _("this message was sent before"),
    "96": _("the bank cannot answer now; the same message may be sent again"),
}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One message and its answer. `deed` is ask, claim or cancel."""

    deed: str
    sent: Message
    heard: Message

    @property
    def code(self) -> str:
        return self.heard.get(39)

    @property
    def is_approved(self) -> bool:
        return self.code == APPROVED

    @property
    def words(self) -> str:
        """The answer as a shop understands it."""
        return str(SAID.get(self.code, _("declined")))

    @property
    def place(self) -> str:
        """The shop and its city, as field 43 has them."""
        told = self.sent.get(43)
        return f"{told[:25].strip()}, {told[25:38].strip()}"

    @property
    def card(self) -> str:
        """`4405 64•• •••• 7823`."""
        number = self.sent.get(2)
        return f"{number[:4]}\u00a0{number[4:6]}••\u00a0••••\u00a0{number[-4:]}"

    @property
    def amount(self) -> str:
        """`20.00 USD`."""
        currency = BY_NUMBER[self.sent.get(49)]
        major = Decimal(self.sent.get(4)).scaleb(-currency.exponent)
        return f"{major:.{currency.exponent}f} {currency.code}"

    @property
    def rrn(self) -> str:
        return self.sent.get(37)

    @property
    def auth_code(self) -> str:
        return self.heard.get(38)

    @property
    def fields(self) -> list[tuple[str, list[tuple[int, str]]]]:
        """Both messages as they went over the wire: type, then number and value of each field."""
        return [
            (
                message.mti,
                [(number, self._shown(number, message)) for number in sorted(message.fields)],
            )
            for message in (self.sent, self.heard)
        ]

    def _shown(self, number: int, message: Message) -> str:
        secret = {2: self.card, 14: "••••", 48: "•••"}
        return secret.get(number, message.get(number))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A card as it was shown to a machine: its number, and what was typed beside it."""

    number: str = field(repr=False)
    expiry: date | None = None
    cvv: str = field(default="", repr=False)


def ask(
    *, kind: str, card: Shown, minor: int, currency: Currency, secured: bool = False, port: int = 0
) -> Exchange:
    """Ask the card host for so many minor units at the machine `kind`.

    OSError and NoAnswer if nobody answers, Wrong for what makes no message.
    """
    machine, private = MACHINES[kind], {"92": card.cvv} if card.cvv else {}
    if secured:
        private["43"] = make_proof(
            number=card.number, amount_minor=minor, currency=currency, merchant_id=MERCHANT_ID
        )
    with _terminal(machine, port) as terminal:
        sent = terminal.request(
            card.number, minor, operation=machine.operation, entry=machine.entry,
            currency=currency.number, private=private,
            expiry=f"{card.expiry:%y%m}" if card.expiry else "",
        )  # fmt: skip
        return Exchange("ask", sent, terminal.ask(sent))


def follow(deed: str, asked: Exchange, *, port: int = 0) -> Exchange:
    """Claim the money of an approved operation (0220), or cancel it (0400).

    OSError and NoAnswer if nobody answers.
    """
    with Terminal(port or settings.CARDHOST_PORT) as terminal:
        is_claim = deed == "claim"
        sent = terminal.presentment(asked.sent) if is_claim else terminal.reversal(asked.sent)
        return Exchange(deed, sent, terminal.ask(sent))


def minor_of(text: str, currency: Currency) -> int:
    """Minor units of an amount as it is typed. AmountRefused; ValueError for a part of one."""
    minor = Decimal(parse_amount(text).minor).scaleb(currency.exponent - 2)
    if minor != int(minor):
        raise ValueError(f"{currency.code} has {currency.exponent} decimals")
    return int(minor)


def _terminal(machine: Machine, port: int) -> Terminal:
    return Terminal(port or settings.CARDHOST_PORT, name=machine.name, city=machine.city,
                    category=machine.category)  # fmt: skip
