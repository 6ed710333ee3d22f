"""Registration without a card with a number that the bank knows: the same pages, no code."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import CardlessAttempt, Confirmation, Customer, phone_fingerprint
from accounts.registration.owners import warn_owners
from homebank.lib import clock, crypto
from homebank.lib.function_status import Kept
from notifications.models import Event
from tests.accounts.cardless import DOOR, first_page, new_phone, newcomer
from tests.accounts.pages import Browser, body, from_network, texts, words
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
# A statement without its values, a savepoint without its number.
STATEMENT = re.compile(r"VALUES|WHERE|SET|_x\d")


@pytest.fixture
def ben() -> Person:
    return new_person()


def english(network: int) -> Browser:
    return Browser(headers={"accept-language": "en"}, REMOTE_ADDR=from_network(network))


@pytest.mark.requirement("ACC-02", "a number on file gets no code and the same page")
def test_the_owner_gets_one_sms_a_day_and_no_code(ben: Person) -> None:
    for number in range(3):
        with clock.moved(timedelta(minutes=number)):
            assert first_page(english(number), ben.phone).url == f"{DOOR}code/"
            warn_owners()
    assert len(texts(ben.phone)) == len(texts(ben.phone, "already-registered")) == 1
    assert "У вас уже есть доступ" in texts(ben.phone)[0]
    assert Event.objects.filter(kind="number-tried", customer=ben.customer).count() == 3
    with clock.moved(timedelta(days=1, minutes=1)):
        first_page(english(1), ben.phone)
        warn_owners()
    assert len(texts(ben.phone)) == 2


@pytest.mark.requirement("ACC-02", "a number on file gets no code and the same page")
def test_who_has_no_access_yet_is_told_to_register_with_the_card() -> None:
    fresh = new_person(registered=False)
    first_page(english(1), fresh.phone)
    warn_owners()
    assert len(texts(fresh.phone)) == len(texts(fresh.phone, "known-number")) == 1


def test_who_registered_without_a_card_before_is_told_of_the_access() -> None:
    known = newcomer()
    assert known.phone is not None
    with clock.moved(timedelta(minutes=2)):
        first_page(english(1), known.phone)
        warn_owners()
    assert len(texts(known.phone, "already-registered")) == 1
    assert len(texts(known.phone, "registration-without-card")) == 1


def test_a_blocked_owner_is_told_nothing(ben: Person) -> None:
    Customer.objects.filter(pk=ben.customer.pk).update(blocked_at=clock.now())
    assert first_page(english(1), ben.phone).url == f"{DOOR}code/"
    warn_owners()
    assert texts(ben.phone) == []


@pytest.mark.requirement("ACC-02", "a number on file gets no code and the same page")
def test_known_and_unknown_numbers_get_the_same_pages(ben: Person) -> None:
    pages: dict[str, list[str]] = {}
    for network, phone in enumerate((ben.phone, new_phone()), 11):
        client = english(network)
        answers = [first_page(client, phone), client.get(f"{DOOR}code/")]
        answers += [client.post(f"{DOOR}code/", {"code": code}) for code in ("", "12", "000000")]
        answers.append(client.post(f"{DOOR}code/", {"resend": "1"}))
        assert [a.status_code for a in answers] == [302, 200, 200, 200, 200, 200]
        masked = phone[2:5], phone[-2:]
        pages[phone] = [body(a).replace(masked[0], "###").replace(masked[1], "##") for a in answers]
    known, unknown = pages.values()
    assert [len(page) for page in known] == [len(page) for page in unknown]


@pytest.mark.requirement("ACC-02", "a number on file gets no code and the same page")
def test_a_known_number_costs_the_statements_of_an_unknown_one(ben: Person) -> None:
    cost = []
    for network, phone in enumerate((ben.phone, new_phone()), 21):
        client = english(network)
        for kept in Kept.every:  # what works now is looked up once in half a minute, by whoever
            kept.forget()
        with CaptureQueriesContext(connection) as asked:
            first_page(client, phone)
            client.get(f"{DOOR}code/")
        statements = [STATEMENT.split(str(query["sql"]), maxsplit=1)[0] for query in asked]
        # The decoy's message is written and undone; whose is not has one statement for that.
        touching = [said for said in statements if said != "SELECT 1"
                    and not said.startswith("ROLLBACK TO")]  # fmt: skip
        cost.append((len(statements), touching))
    assert cost[0] == cost[1]


def test_guesses_at_a_known_number_run_out_as_at_an_unknown_one(ben: Person) -> None:
    client = english(31)
    first_page(client, ben.phone)
    for _ in range(5):
        page = words(client.post(f"{DOOR}code/", {"code": "000000"}))
    assert "The tries for this code are used up" in page


def test_even_the_right_guess_at_a_decoy_opens_nothing(ben: Person) -> None:
    client = english(32)
    first_page(client, ben.phone)
    attempt = CardlessAttempt.objects.get(customer=ben.customer)
    decoy = Confirmation.objects.get(pk=attempt.confirmation_id)
    hashed = crypto.code_hash("246810", context=str(decoy.pk))
    decoy.codes.update(code_hash=hashed)
    assert client.post(f"{DOOR}code/", {"code": "246810"}).status_code == 200
    assert client.get(f"{DOOR}done/").url == f"{DOOR}code/"
    owners = Customer.objects.filter(phone_fingerprint=phone_fingerprint(ben.phone))
    assert list(owners) == [ben.customer]


def test_an_unknown_number_waits_as_a_known_one_does(ben: Person) -> None:
    pages = []
    for phone in (ben.phone, new_phone()):
        for number in range(4):
            with clock.moved(timedelta(minutes=number)):
                client = english(40 + number)
                first_page(client, phone)
                page = words(client.get(f"{DOOR}code/"))
        pages.append(page.replace(phone[2:5], "###").replace(phone[-2:], "##"))
    assert "No valid code is on its way" in pages[0]
    assert len(pages[0]) == len(pages[1])


def guess_at_a_recovery(client: Browser, phone: str, *, minute: int) -> None:
    with clock.moved(timedelta(minutes=minute)):
        client.post("/recover/", {"phone": phone})
        for _guess in range(5):
            client.post("/recover/code/", {"code": "000000"})


def test_wrong_codes_of_a_recovery_tell_nothing_at_this_door(ben: Person) -> None:
    told = []
    for network, phone in ((71, ben.phone), (72, new_phone())):
        client = english(network)
        guess_at_a_recovery(client, phone, minute=0)
        guess_at_a_recovery(client, phone, minute=1)
        with clock.moved(timedelta(minutes=2)):
            first_page(client, phone)
            told.append(client.post(f"{DOOR}code/", {"code": "000000"}))
    assert ["Tries left: 4" in words(each) for each in told] == [True, True]
