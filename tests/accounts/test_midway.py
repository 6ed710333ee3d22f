"""Whoever is blocked, or gets another number, halfway through a recovery comes no further."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts.models import Customer, User, phone_fingerprint
from homebank.lib import clock
from tests.accounts.pages import Browser, newest_code, texts, user_of
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
NEW = "Kok-tobe-2026-aspan"
ANOTHER = "+77019990002"
Interruption = Callable[[Person], None]


@pytest.fixture
def ben() -> Person:
    return new_person()


@pytest.fixture
def visitor() -> Browser:
    return Browser(headers={"accept-language": "en"})


def blocked(person: Person) -> None:
    Customer.objects.filter(pk=person.customer.pk).update(blocked_at=clock.now())


def without_access(person: Person) -> None:
    User.objects.filter(pk=user_of(person).pk).update(is_active=False)


def with_another_number(person: Person) -> None:
    customer = Customer.objects.get(pk=person.customer.pk)
    customer.phone, customer.phone_fingerprint = ANOTHER, phone_fingerprint(ANOTHER)
    customer.save()


def with_no_number(person: Person) -> None:
    Customer.objects.filter(pk=person.customer.pk).update(phone=None, phone_fingerprint=None)


midway = pytest.mark.parametrize(
    "interrupt", [blocked, without_access, with_another_number, with_no_number]
)


def start(client: Browser, person: Person) -> None:
    client.post("/recover/", {"phone": person.phone})


def to_proof(client: Browser, person: Person) -> None:
    start(client, person)
    client.post("/recover/code/", {"code": newest_code(person.phone)})


def to_password(client: Browser, person: Person) -> None:
    to_proof(client, person)
    client.post("/recover/proof/", {"codeword": person.codeword})


@midway
def test_the_right_code_leads_no_further(
    visitor: Browser, ben: Person, interrupt: Interruption
) -> None:
    start(visitor, ben)
    interrupt(ben)
    answer = visitor.post("/recover/code/", {"code": newest_code(ben.phone)})
    assert answer.url == "/recover/"


@midway
def test_no_further_code_is_sent(visitor: Browser, ben: Person, interrupt: Interruption) -> None:
    start(visitor, ben)
    interrupt(ben)
    with clock.moved(timedelta(minutes=1)):
        assert visitor.post("/recover/code/", {"resend": "1"}).url == "/recover/"
    assert len(texts(ben.phone, "new-password")) == 1
    assert texts(ANOTHER) == []


@midway
def test_the_right_proof_leads_no_further(
    visitor: Browser, ben: Person, interrupt: Interruption
) -> None:
    to_proof(visitor, ben)
    interrupt(ben)
    assert visitor.post("/recover/proof/", {"codeword": ben.codeword}).url == "/recover/"


@midway
def test_no_password_is_set(visitor: Browser, ben: Person, interrupt: Interruption) -> None:
    to_password(visitor, ben)
    interrupt(ben)
    answer = visitor.post("/recover/password/", {"password": NEW, "again": NEW})
    assert answer.url == "/recover/"
    assert User.objects.get(pk=user_of(ben).pk).check_password(ben.password)
    assert texts(ben.phone, "access-recovered") == []


@midway
def test_no_homebank_id_is_shown(visitor: Browser, ben: Person, interrupt: Interruption) -> None:
    to_password(visitor, ben)
    visitor.post("/recover/password/", {"password": NEW, "again": NEW})
    interrupt(ben)
    assert visitor.get("/recover/done/").url == "/recover/"
