"""The invented people of the demo bank: read from people.toml, printed for who plays them."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import IO, Any

from accounts.models import Customer, User, iin_fingerprint, phone_fingerprint
from accounts.staff.accounts import authenticator_url
from accounts.staff.roles import Role
from cards.cvv import cvv2
from cards.models import Card
from homebank.lib import phone
from homebank.lib.money import Money

OPERATOR, APPROVER = "operator", "approver"
OPERATOR_PASSWORD = "saxaul desk, second drawer"  # noqa: S105 (a demo prints it)
# What one proposes another approves: two people, or four eyes cannot be tried. Nobody who works is
# an auditor besides: whoever has that role may post nothing at the desk.
OPERATORS = {
    OPERATOR: (OPERATOR_PASSWORD, "Ольга", (Role.BRANCH,)),
    APPROVER: ("tamarisk by the window, twice", "Ержан", (Role.APPROVER,)),
    "caller": ("feather grass in april wind", "Айдос", (Role.CONTACT_CENTRE,)),
    "editor": ("apricot stones, a jar of them", "Сания", (Role.TARIFF_EDITOR,)),
    "inspector": ("juniper smoke after rain", "Динара", (Role.AUDITOR,)),
    "administrator": ("wormwood on the third shelf", "Асель", (Role.ADMINISTRATOR,)),
    "deputy": ("a samovar without its lid", "Тимур", (Role.ADMINISTRATOR,)),
}


@dataclass(frozen=True)
class DemoCard:
    """A card to issue: it works `years` more years, or expired so long ago.

    `has_history`: months of movements are behind it (history.toml).
    """

    number: str
    years: int
    balance: Money
    kind: str = "plastic"
    blocked: str = ""
    has_history: bool = False


@dataclass(frozen=True)
class DemoPerson:
    """One person of people.toml; `story` by language."""

    key: str
    full_name: str
    latin_name: str
    iin: str
    birth_date: date
    codeword: str
    language: str
    story: dict[str, str]
    cards: list[DemoCard]
    phone: str | None = None
    login_name: str = ""
    document: dict[str, Any] | None = None
    password: str = field(default="", repr=False)
    codeword_is_legacy: bool = False

    def customer(self) -> Customer | None:
        """The bank's file on this person, if the demo was seeded."""
        return Customer.objects.filter(iin_fingerprint=iin_fingerprint(self.iin)).first()


@dataclass(frozen=True)
class DemoNewcomer:
    """Somebody of people.toml who registered without a card; `story` by language.

    `order`: columns of the order of a card that waits at the desk.
    """

    key: str
    login_name: str
    phone: str
    language: str
    story: dict[str, str]
    password: str = field(repr=False)
    codeword: str = field(default="", repr=False)
    order: dict[str, Any] | None = None

    def customer(self) -> Customer | None:
        """The bank's file on this number, if the demo was seeded."""
        return Customer.objects.filter(phone_fingerprint=phone_fingerprint(self.phone)).first()


@cache
def demo_people() -> list[DemoPerson]:
    """Everybody in people.toml whom a branch has identified."""
    return [_person(facts) for facts in _read()["people"]]


@cache
def demo_newcomers() -> list[DemoNewcomer]:
    """Everybody in people.toml who came without a card."""
    return [DemoNewcomer(**facts) for facts in _read()["newcomers"]]


def demo_cards() -> list[Card]:
    """The cards of the demo's people, in the order of people.toml, later ones included."""
    found = [person.customer() for person in demo_people()]
    return [card for customer in found if customer for card in Card.objects.of(customer)]


def print_people(out: IO[str] | Any) -> None:
    """Write who lives in the demo bank, with everything that a player has to type."""
    out.write("\nInvented people of this bank:\n")
    for person in demo_people():
        customer = person.customer()
        if customer is None:
            out.write(f"\n  {person.full_name}: not there yet, run manage.py seed_demo.\n")
            continue
        out.write(f"\n  {person.full_name}\n")
        for line in [
            person.story["en"],
            _facts(person),
            *_cards(customer),
            *_ways_in(person, customer),
        ]:
            out.write(f"    {line}\n")
    for newcomer in demo_newcomers():
        out.writelines(_newcomer(newcomer))
    for line in _operators():
        out.write(line)


def _facts(person: DemoPerson) -> str:
    number = phone.spaced(person.phone).replace("\u00a0", " ") if person.phone else "none on file"
    return f"born {person.birth_date:%d.%m.%Y}   codeword {person.codeword:9}  phone {number}"


def _cards(customer: Customer) -> Iterator[str]:
    for card in Card.objects.of(customer):
        groups = " ".join(card.number[i : i + 4] for i in range(0, len(card.number), 4))
        state = "" if card.standing == Card.State.ACTIVE else f"  {card.standing}"
        cvv = cvv2(card.number, card.expiry)
        virtual = "  virtual" if card.is_virtual else ""
        yield f"card {groups}   expiry {card.expiry_text}   CVV {cvv}{virtual}{state}"


def _ways_in(person: DemoPerson, customer: Customer) -> Iterator[str]:
    user = User.objects.filter(customer=customer).first()
    if user is not None and person.password:
        login = f"login {user.login_name}   " if user.login_name else ""
        yield f"{login}Homebank ID {user.homebank_id}   password {person.password}"


def _newcomer(newcomer: DemoNewcomer) -> Iterator[str]:
    number = phone.spaced(newcomer.phone).replace("\u00a0", " ")
    yield f"\n  Without a card: login {newcomer.login_name}   password {newcomer.password}\n"
    word = f"   codeword {newcomer.codeword}" if newcomer.codeword else ""
    yield f"    {newcomer.story['en']}\n    phone {number}{word}\n"


def _operators() -> Iterator[str]:
    for name, (password, _first_name, roles) in OPERATORS.items():
        user = User.objects.staff().filter(login_name=name).first()
        if user is not None:
            does = ", ".join(roles)
            yield f"\n  Operator ({does}): login {name}   password {password}\n"
            yield f"    authenticator app: {authenticator_url(user)}\n"
            yield f"    or its code now: .venv/bin/python manage.py demo_code {name}\n"


def _read() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "people.toml").read_text())


def _person(facts: dict[str, Any]) -> DemoPerson:
    cards = [_card(card) for card in facts.pop("cards")]
    return DemoPerson(cards=cards, **facts)


def _card(facts: dict[str, Any]) -> DemoCard:
    return DemoCard(balance=Money.of(Decimal(facts.pop("balance"))), **facts)
