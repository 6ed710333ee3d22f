"""A codeword kept from before works once; then a new one is asked for, before all else (ACC-09)."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password

from accounts.codewords.rules import codeword_matches
from accounts.customers import open_customer
from accounts.models import Customer
from cards.issuing import issue_card
from homebank.lib import clock
from notifications.models import Event
from tests.accounts.cardless import new_phone
from tests.accounts.pages import Browser, facts, newest_code, sign_in, texts, words
from tests.accounts.test_registration import NEW_PASSWORD
from tests.people import BORN, Person, new_iin, new_person, register

pytestmark = pytest.mark.django_db
LEGACY, NEW = "Ибраева", "сорок седьмой разъезд"
PAGE = "/my/security/codeword/"


@pytest.fixture
def visitor() -> Browser:
    return Browser(headers={"accept-language": "en"})


@pytest.fixture
def saule() -> Person:
    """A customer of long ago, whose codeword is her surname."""
    phone = new_phone()
    customer = open_customer(
        full_name="Ибраева Сауле", latin_name="SAULE IBRAYEVA", iin=new_iin(), birth_date=BORN,
        phone=phone, codeword=LEGACY, codeword_is_legacy=True,
    )  # fmt: skip
    return Person(customer, issue_card(customer=customer), phone, codeword=LEGACY)


def state(person: Person) -> str:
    return Customer.objects.get(pk=person.customer.pk).codeword_state


def registered(client: Browser, person: Person) -> None:
    """All pages of a registration by card."""
    client.post("/register/", facts(person))
    client.post("/register/code/", {"code": newest_code(person.phone)})
    twice = {"password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert client.post("/register/password/", twice).url == "/register/done/"
    person.customer.refresh_from_db()
    person.user, person.password = person.customer.user, NEW_PASSWORD


def inside(client: Browser, person: Person) -> Any:
    """Registered, signed in; the answer of the first page."""
    registered(client, person)
    with clock.moved(timedelta(minutes=1)):
        assert sign_in(client, person).url == "/my/"
        return client.get("/my/")


@pytest.mark.requirement("ACC-09", "legacy changed at first use")
def test_after_a_registration_every_page_leads_to_a_new_codeword(
    visitor: Browser, saule: Person
) -> None:
    assert inside(visitor, saule).url == PAGE
    assert state(saule) == "spent"
    with clock.moved(timedelta(minutes=1)):
        for path in (f"/cards/{saule.card.pk}/", "/payments/history/", "/my/security/"):
            assert visitor.get(path).url == PAGE
        assert visitor.post("/payments/services/beeline/pay/", {"amount": "5"}).url == PAGE
        page = visitor.get(PAGE)
        assert "Choose a new codeword" in words(page)
        assert LEGACY not in page.content.decode()


@pytest.mark.requirement("ACC-09", "legacy changed at first use")
@pytest.mark.requirement("ACC-11", "names the operation, amount and payee")
def test_a_new_codeword_is_put_in_force_by_a_code(visitor: Browser, saule: Person) -> None:
    inside(visitor, saule)
    with clock.moved(timedelta(minutes=1)):
        confirm = visitor.post(PAGE, {"codeword": NEW, "again": f" {NEW.upper()} "}).url
        assert visitor.get("/my/").url == PAGE
        assert "codeword, a new one" in texts(saule.phone, "new-codeword")[0]
        assert visitor.post(confirm, {"code": newest_code(saule.phone)}).url == "/my/"
        assert visitor.get("/my/").status_code == 200
        assert visitor.get(PAGE).url == "/my/"
    saule.customer.refresh_from_db()
    assert codeword_matches(saule.customer, NEW)
    assert not codeword_matches(saule.customer, LEGACY)
    assert len(texts(saule.phone, "codeword-changed")) == 1
    assert Event.objects.filter(kind="codeword-changed", customer=saule.customer).count() == 1


@pytest.mark.requirement("ACC-09", "trivial words refused")
@pytest.mark.parametrize("word", ["Сауле", "ибраева", "qwerty", "мама", "no", "01.01.1990", ""])
def test_a_word_that_others_guess_is_refused_again(
    visitor: Browser, saule: Person, word: str
) -> None:
    inside(visitor, saule)
    with clock.moved(timedelta(minutes=1)):
        answer = visitor.post(PAGE, {"codeword": word, "again": word})
        assert 'id="id_codeword_error"' in answer.content.decode()
        assert not word or f'value="{word}"' not in answer.content.decode()
    assert state(saule) == "spent"


def test_two_different_words_are_told_at_the_second(visitor: Browser, saule: Person) -> None:
    inside(visitor, saule)
    with clock.moved(timedelta(minutes=1)):
        answer = visitor.post(PAGE, {"codeword": NEW, "again": "another one"})
        assert "The two codewords differ." in words(answer)


def test_a_legacy_word_that_is_a_good_one_cannot_be_kept(visitor: Browser, saule: Person) -> None:
    saule.codeword = NEW
    Customer.objects.filter(pk=saule.customer.pk).update(codeword_hash=make_password(NEW))
    inside(visitor, saule)
    with clock.moved(timedelta(minutes=1)):
        answer = visitor.post(PAGE, {"codeword": NEW, "again": NEW})
        assert "This is the codeword that you have now." in words(answer)


def recovered(client: Browser, person: Person, proof: dict[str, str], by: str = "") -> str:
    """A recovery by the proof; where its page of proof led."""
    client.post("/recover/", {"phone": person.phone})
    client.post("/recover/code/", {"code": newest_code(person.phone)})
    led = str(getattr(client.post(f"/recover/proof/{by}", proof), "url", ""))
    if led:
        client.post("/recover/password/", {"password": NEW_PASSWORD, "again": NEW_PASSWORD})
    return led


@pytest.mark.requirement("ACC-09", "legacy changed at first use")
def test_a_recovery_uses_it_up_and_a_second_one_does_not_take_it(
    visitor: Browser, saule: Person
) -> None:
    register(saule.customer)
    assert recovered(visitor, saule, {"codeword": LEGACY}) == "/recover/password/"
    assert state(saule) == "spent"
    with clock.moved(timedelta(hours=2)):
        assert recovered(Browser(), saule, {"codeword": LEGACY}) == ""


def test_a_recovery_by_card_leaves_it_as_it_is(visitor: Browser, saule: Person) -> None:
    register(saule.customer)
    card = {"number": saule.number, "expiry": saule.expiry, "cvv": saule.cvv}
    assert recovered(visitor, saule, card, "?by=card") == "/recover/password/"
    assert state(saule) == "legacy"


def test_a_registration_that_was_not_finished_leaves_it_as_it_is(
    visitor: Browser, saule: Person
) -> None:
    visitor.post("/register/", facts(saule))
    assert state(saule) == "legacy"


def test_a_codeword_of_today_is_asked_for_again_by_nobody(visitor: Browser) -> None:
    ben = new_person()
    sign_in(visitor, ben)
    assert visitor.get("/my/").status_code == 200
    assert visitor.get(PAGE).url == "/my/"


def test_a_stranger_is_led_to_the_door(visitor: Browser) -> None:
    assert "/sign-in/" in visitor.get(PAGE).url


def test_a_word_of_a_branch_that_came_first_stays(visitor: Browser, saule: Person) -> None:
    inside(visitor, saule)
    with clock.moved(timedelta(minutes=1)):
        confirm = visitor.post(PAGE, {"codeword": NEW, "again": NEW}).url
        Customer.objects.filter(pk=saule.customer.pk).update(codeword_state="own")
        assert visitor.post(confirm, {"code": newest_code(saule.phone)}).status_code == 200
    assert not Event.objects.filter(kind="codeword-changed", customer=saule.customer).exists()


@pytest.mark.requirement("ACC-10", "ATM slip for 30 tenge")
@pytest.mark.requirement("ACC-10", "letter to the bank")
@pytest.mark.requirement("ACC-10", "branch with a document")
def test_the_help_page_tells_three_ways_and_that_nobody_shows_it(visitor: Browser) -> None:
    page = words(visitor.get("/help/codeword/"))
    for said in ("it costs 30 tenge", "By letter to the bank", "At a branch, with your identity",
                 "an operator can only compare", "Such a word works once"):  # fmt: skip
        assert said in page
