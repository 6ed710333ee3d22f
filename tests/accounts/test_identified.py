"""Who registered without a card and comes to be identified: one file, an access proven anew."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.customers import open_customer
from accounts.errors import AlreadyOnFile
from accounts.models import Authenticator, Customer, User
from accounts.recovery.suspension import release_number
from cards.issuing import issue_card
from homebank.lib import clock
from tests.accounts.cardless import PASSWORD, newcomer
from tests.accounts.pages import Browser, facts, newest_code, texts, words
from tests.people import BORN, CODEWORD, Person, new_iin, new_person

pytestmark = pytest.mark.django_db
NEW = "an aul at the foot of Alatau"


def at_the_branch(known: Customer, iin: str = "") -> Customer:
    """A branch opens a file of somebody with this customer's number."""
    return open_customer(
        full_name="Ахметова Сауле", latin_name="SAULE AKHMETOVA", birth_date=BORN,
        phone=known.phone, codeword=CODEWORD, iin=iin or new_iin(),
    )  # fmt: skip


def with_card(customer: Customer) -> Person:
    assert customer.phone is not None
    return Person(customer, issue_card(customer=customer), customer.phone)


@pytest.fixture
def known() -> Customer:
    return newcomer(login_name="saule.before")


@pytest.fixture
def visitor() -> Browser:
    return Browser(headers={"accept-language": "en"})


def opens(client: Browser, phone: str, password: str) -> bool:
    """Whether number and password lead to the page of the code."""
    answer = client.post("/sign-in/?by=phone", {"typed": phone, "password": password})
    return bool(answer.status_code == 302)


@pytest.mark.requirement("ACC-02", "no account, transfers or cash until identified")
def test_a_branch_identifies_the_same_file_and_an_account_may_be_opened(known: Customer) -> None:
    found = at_the_branch(known)
    assert found.pk == known.pk
    fresh = Customer.objects.get(pk=known.pk)
    assert fresh.is_identified
    assert fresh.short_name == "Сауле А."
    assert issue_card(customer=fresh).account.owner_id == known.pk


def test_nothing_of_before_lets_in_whoever_held_the_number_then(
    known: Customer, visitor: Browser
) -> None:
    assert known.phone is not None
    with clock.moved(timedelta(minutes=1)):
        assert opens(visitor, known.phone, PASSWORD)
        visitor.post("/sign-in/code/", {"code": newest_code(known.phone)})
        Authenticator.objects.create(user=known.user, key="ab" * 20, made_at=clock.now())
        at_the_branch(known)
        assert "ended=closed" in visitor.get("/my/").url
        assert not opens(Browser(), known.phone, PASSWORD)
    assert not Authenticator.objects.filter(user=known.user).exists()
    assert len(texts(known.phone, "identified")) == 1


@pytest.mark.requirement("ACC-01", "six facts checked together")
def test_the_customer_registers_with_the_card_and_keeps_the_homebank_id(
    known: Customer, visitor: Browser
) -> None:
    before = User.objects.get(customer=known)
    person = with_card(at_the_branch(known))
    with clock.moved(timedelta(minutes=2)):
        assert visitor.post("/register/", facts(person)).url == "/register/code/"
        visitor.post("/register/code/", {"code": newest_code(person.phone)})
        twice = {"password": NEW, "again": NEW}
        assert visitor.post("/register/password/", twice).url == "/register/done/"
    after = User.objects.get(customer=known)
    assert (after.pk, after.homebank_id) == (before.pk, before.homebank_id)
    assert after.login_name == "saule.before"
    assert after.check_password(NEW)
    with clock.moved(timedelta(minutes=4)):
        assert opens(Browser(), person.phone, NEW)
        page = words(Browser(headers={"accept-language": "en"}).post("/register/", facts(person)))
        assert "These details do not match" in page


def test_the_codeword_of_the_branch_recovers_the_access_too(
    known: Customer, visitor: Browser
) -> None:
    at_the_branch(known)
    with clock.moved(timedelta(minutes=2)):
        visitor.post("/recover/", {"phone": known.phone})
        visitor.post("/recover/code/", {"code": newest_code(str(known.phone))})
        answer = visitor.post("/recover/proof/", {"codeword": CODEWORD})
        assert answer.url == "/recover/password/"
        visitor.post("/recover/password/", {"password": NEW, "again": NEW})
    assert User.objects.get(customer=known).check_password(NEW)


def test_an_iin_that_is_on_file_is_refused_and_nothing_changes(known: Customer) -> None:
    ben = new_person()
    with pytest.raises(AlreadyOnFile):
        at_the_branch(known, iin=ben.customer.iin)
    assert not Customer.objects.get(pk=known.pk).is_identified
    assert User.objects.get(customer=known).check_password(PASSWORD)


def test_a_block_survives_being_identified(known: Customer) -> None:
    Customer.objects.filter(pk=known.pk).update(blocked_at=clock.now())
    assert at_the_branch(known).is_blocked


def test_a_number_that_becomes_anothers_is_taken_and_its_access_with_it(
    known: Customer, visitor: Browser
) -> None:
    phone = str(known.phone)
    with transaction.atomic():
        assert release_number(phone=phone)
    assert Customer.objects.get(pk=known.pk).phone is None
    with clock.moved(timedelta(minutes=1)):
        assert not opens(visitor, phone, PASSWORD)
        assert not opens(visitor, "saule.before", PASSWORD)


def test_the_number_of_who_is_identified_is_never_released() -> None:
    ben = new_person()
    with transaction.atomic():
        assert not release_number(phone=ben.phone)
    assert Customer.objects.get(pk=ben.customer.pk).phone == ben.phone
