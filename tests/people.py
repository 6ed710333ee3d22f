"""The cast: Anna, Ben, Mallory who sees nothing of theirs, and anybody fresh."""

from __future__ import annotations

import itertools
import os
import random
from dataclasses import dataclass
from datetime import date

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY

from accounts.customers import open_customer
from accounts.models import Customer, SmsDevice, User, iin_fingerprint, phone_fingerprint
from accounts.registration.access import give_access
from cards.cvv import cvv2
from cards.issuing import issue_card
from cards.models import Card, last_day
from homebank.identity import BANK
from homebank.lib import clock, iin
from homebank.lib.ids import uuid7, with_check_digit
from homebank.lib.money import Money
from ledger.accounts import bank_account
from ledger.posting import Leg, post

PASSWORD = "Aq-boz-at-2026"
CODEWORD = "тау самалы"
BORN = date(1990, 1, 1)
FIFTY_THOUSAND = Money(5_000_000)
SURNAMES = ("Ахметова", "Серикбаев", "Касымова", "Оспанов", "Жумабаева")

RANGE, CONTACTS = BANK["card_ranges"][0]["prefix"], BANK["contacts"]
# Of a page, a form, a message or a log no number begins so: what looks for a CVV finds no other.
TELLING = ("03", "04", "06")

_draw = random.Random(os.urandom(8))
_numbers = itertools.count(_draw.randrange(10**7))
_endings = itertools.count(_draw.randrange(1000))


@dataclass
class Person:
    """A customer with a card, and what only they know."""

    customer: Customer
    card: Card
    phone: str
    codeword: str = CODEWORD
    birth_date: date = BORN
    password: str = PASSWORD
    user: User | None = None

    @property
    def number(self) -> str:
        return self.card.number

    @property
    def expiry(self) -> str:
        return f"{self.card.expiry:%m/%y}"

    @property
    def cvv(self) -> str:
        return cvv2(self.card.number, self.card.expiry)


def new_person(
    *,
    name: str = "",
    balance: Money = FIFTY_THOUSAND,
    registered: bool = True,
    language: str = "ru",
    codeword_state: str = "own",
) -> Person:
    """A fresh customer of the bank with one card, 50 000 tenge on it unless told otherwise."""
    phone = new_mobile()
    customer = open_customer(
        full_name=name or f"{_draw.choice(SURNAMES)} Анна", latin_name="ANNA TEST",
        iin=new_iin(), birth_date=BORN, phone=phone, codeword=CODEWORD, language=language,
    )  # fmt: skip
    if codeword_state != customer.codeword_state:
        customer.codeword_state = codeword_state
        customer.save(update_fields=["codeword_state"])
    person = Person(customer, card_of(customer), phone)
    if balance:
        give(person.card, balance)
    if registered:
        person.user = register(customer)
    return person


def card_of(customer: Customer) -> Card:
    """A card that no other person's is taken for: of its last four digits, of its CVV.

    Drawn as the bank draws them, two of a test would end alike once in ten thousand, and a CVV
    would be what a test types as a wrong one, or a number of the page, once in a thousand.
    """
    today = clock.today()
    expiry = last_day(today.year + 4, today.month)
    ending = f"{next(_endings) % 1000:03d}"
    while True:
        number = with_check_digit(f"{RANGE}{_draw.randrange(10**6):06d}{ending}")
        if is_common(number[-4:]):
            ending = f"{next(_endings) % 1000:03d}"
        elif cvv2(number, expiry).startswith(TELLING):
            return issue_card(customer=customer, number=number, expiry=expiry)


def is_common(digits: str) -> bool:
    """Whether a page may hold these four digits that knows nothing of whose they are: a year, the
    bank's own numbers."""
    return digits.startswith(("19", "20")) or digits in (CONTACTS["short"], CONTACTS["second"])


def give(card: Card, amount: Money) -> None:
    """Cash is paid in to the card's account."""
    cash = bank_account("cash")
    legs = [Leg(cash.pk, -amount), Leg(card.account_id, amount)]
    post(transfer_id=uuid7(), kind="top-up", legs=legs, customer_id=card.customer_id)


def register(customer: Customer) -> User:
    """Access to the portal with PASSWORD, as registration leaves it."""
    return give_access(customer=customer, password=PASSWORD)


def new_mobile(start: str = "+7700") -> str:
    """A number that nobody has: a few hundred drawn at random would meet once in a hundred runs.

    The next is far away: a block of numbers gets so many codes an hour.
    """
    while True:
        phone = f"{start}{next(_numbers) * 7_919_317 % 10**7:07d}"
        if not Customer.objects.filter(phone_fingerprint=phone_fingerprint(phone)).exists():
            return phone


def new_iin() -> str:
    """A synthetic IIN that nobody has: serial from 9000 up, no living person's."""
    while Customer.objects.filter(iin_fingerprint=iin_fingerprint(drawn := some_iin())).exists():
        pass
    return drawn


def some_iin() -> str:
    """One drawn of many millions, without asking the database."""
    while True:
        serial = f"{_draw.choice('3456')}{9000 + _draw.randrange(1000)}"
        month, day = _draw.randrange(1, 13), _draw.randrange(1, 29)
        eleven = f"{_draw.randrange(60, 100)}{month:02d}{day:02d}{serial}"
        check = iin.check_digit(eleven)
        if check is not None and not is_common(f"{eleven[-3:]}{check}"):
            return f"{eleven}{check}"


def signed_in(person: Person) -> Client:
    """A client whose session has passed password and code."""
    assert person.user is not None
    client = Client()
    client.force_login(person.user, backend="accounts.backends.SessionBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = SmsDevice.objects.get(user=person.user).persistent_id
    session.save()
    return client
