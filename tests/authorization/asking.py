"""What tests say to the host and look up of a person's account, in few words."""

from __future__ import annotations

from cards.authorization.proofs import make_proof
from cards.models import Authorization
from homebank.demo_bank.terminal import CASH, MACHINE, MERCHANT_ID, ONLINE, TRANSFER, Terminal
from homebank.lib.currencies import BY_NUMBER
from homebank.lib.iso8583 import Message
from ledger.accounts import AccountBalance, balance_of
from tests.people import Person

TENGE = 100


def buying(
    terminal: Terminal,
    person: Person,
    minor: int,
    *,
    online: bool = False,
    cvv: str = "",
    secured: bool = False,
    currency: str = "398",
    **fields: str,
) -> Message:
    """The message of a purchase, with its proof of 3-D Secure if `secured`."""
    private = {"92": cvv} if cvv else {}
    if secured:
        private["43"] = make_proof(
            number=person.number, amount_minor=minor, currency=BY_NUMBER[currency],
            merchant_id=MERCHANT_ID,
        )  # fmt: skip
    entry = ONLINE if online else "051"
    return terminal.request(
        person.number, minor, entry=entry, private=private, currency=currency, **fields
    )


def buy(terminal: Terminal, person: Person, minor: int, **how: object) -> str:
    """The response code of a purchase."""
    return terminal.ask(buying(terminal, person, minor, **how)).get(39)  # type: ignore[arg-type]


def buy_online(terminal: Terminal, person: Person, minor: int, **how: object) -> str:
    return buy(terminal, person, minor, online=True, **how)


def cash(terminal: Terminal, person: Person, minor: int) -> str:
    asked = terminal.request(person.number, minor, operation=CASH, entry=MACHINE, f18="6011")
    return terminal.ask(asked).get(39)


def transfer(terminal: Terminal, person: Person, minor: int) -> str:
    return terminal.ask(terminal.request(person.number, minor, operation=TRANSFER)).get(39)


def balance(person: Person) -> AccountBalance:
    return balance_of(person.card.account_id)


def newest(person: Person) -> Authorization:
    return Authorization.objects.filter(card=person.card).latest("at")


def operation_of(message: Message) -> Authorization:
    """The row of a message's number."""
    return Authorization.objects.get(rrn=message.get(37))
