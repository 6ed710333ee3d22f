"""Fills the demo bank with its people, through the same services as everybody. Idempotent."""

from datetime import timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.agreements import PORTAL, agreement
from accounts.customers import open_customer
from accounts.models import Customer, User
from accounts.own_data.identity_documents import keep_document
from accounts.registration.access import give_access
from accounts.registration.cardless import let_in
from accounts.staff.accounts import open_staff
from cards.blocking import block_card
from cards.issuing import issue_card
from cards.models import Card, last_day
from cards.opening import put_opening_balance
from homebank.demo_bank.cash_machine import seed_cash_machine
from homebank.demo_bank.history import DAYS, live_through
from homebank.demo_bank.people import (
    OPERATORS,
    DemoCard,
    DemoNewcomer,
    DemoPerson,
    demo_newcomers,
    demo_people,
)
from homebank.demo_bank.waiting_order import send_waiting_order
from homebank.lib import clock
from homebank.lib.card_numbers import number_fingerprint
from tariffs.rates import load_rates

RATES = Path(__file__).parent / "rates.csv"
LAST_MONTH = 12
YEAR = timedelta(days=365)
HISTORY = timedelta(days=DAYS + 10)


def seed_demo_bank() -> int:
    """Make whoever of people.toml, and the operators, is not there yet; how many were made."""
    load_rates(path=RATES)
    seed_cash_machine()
    made = sum(_seed_person(person) for person in demo_people())
    made += sum(_seed_newcomer(newcomer) for newcomer in demo_newcomers())
    return made + sum(_seed_operator(name) for name in OPERATORS)


@transaction.atomic
def _seed_person(person: DemoPerson) -> bool:
    """A person whole or not at all: the file, the cards, the access."""
    found = person.customer()
    customer = found or open_customer(
        full_name=person.full_name, latin_name=person.latin_name, iin=person.iin,
        birth_date=person.birth_date, phone=person.phone, codeword=person.codeword,
        language=person.language, codeword_is_legacy=person.codeword_is_legacy,
    )  # fmt: skip
    if person.document and not customer.identity_documents.exists():
        keep_document(customer=customer, **person.document)
    for card in person.cards:
        _seed_card(customer, card)
    if person.password and not User.objects.filter(customer=customer).exists():
        give_access(
            customer=customer, password=person.password, login_name=person.login_name or None
        )
    return found is None


def _seed_card(customer: Customer, wanted: DemoCard) -> None:
    if Card.objects.filter(number_fingerprint=number_fingerprint(wanted.number)).exists():
        return
    expiry = last_day(clock.today().year + wanted.years, LAST_MONTH)
    # A card that has expired was issued while it worked, and what was done with one came after it.
    before = HISTORY if wanted.has_history else timedelta()
    with clock.moved(min(wanted.years - 1, 0) * YEAR - before):
        card = issue_card(customer=customer, number=wanted.number, expiry=expiry, kind=wanted.kind)
    if wanted.has_history:
        live_through(card, until_now=wanted.balance)
    elif wanted.balance:
        put_opening_balance(account=card.account, amount=wanted.balance)
    if wanted.blocked:
        block_card(card=card, reason=wanted.blocked)


def _seed_newcomer(newcomer: DemoNewcomer) -> bool:
    """Whoever of the newcomers is gone comes again; who was identified meanwhile stays so."""
    if newcomer.customer() is not None:
        return False
    let_in(
        phone=newcomer.phone, login_name=newcomer.login_name, language=newcomer.language,
        hashed=make_password(newcomer.password), agreement=agreement(PORTAL).version,
    )  # fmt: skip
    customer = newcomer.customer()
    if newcomer.order and customer is not None:
        send_waiting_order(customer=customer, codeword=newcomer.codeword, facts=newcomer.order)
    return True


def _seed_operator(name: str) -> bool:
    if User.objects.filter(login_name=name).exists():
        return False
    password, first_name, roles = OPERATORS[name]
    open_staff(login_name=name, password=password, roles=roles, first_name=first_name)
    return True
