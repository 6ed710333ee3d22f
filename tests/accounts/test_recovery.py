"""Recovering access through its pages (ACC-07): phone, code, second proof, new password."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Customer, RecoveryAttempt, User
from homebank.lib import clock
from notifications.models import Event
from tests.accounts.pages import (
    Browser,
    body,
    from_network,
    newest_code,
    password_step,
    sign_in,
    texts,
    words,
    wrong_code,
)
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
NEW = "Kok-tobe-2026-aspan"
STRANGER = "+77019990001"


@pytest.fixture
def ben() -> Person:
    return new_person()


@pytest.fixture
def visitor() -> Browser:
    return Browser(headers={"accept-language": "en"})


def phone_step(client: Browser, phone: str, **extra: str) -> Any:
    return client.post("/recover/", {"phone": phone}, **extra)


def to_proof(client: Browser, person: Person) -> Any:
    phone_step(client, person.phone)
    return client.post("/recover/code/", {"code": newest_code(person.phone)})


def to_password(client: Browser, person: Person) -> Any:
    to_proof(client, person)
    return client.post("/recover/proof/", {"codeword": person.codeword})


def recover(client: Browser, person: Person) -> Any:
    to_password(client, person)
    return client.post("/recover/password/", {"password": NEW, "again": NEW})


def card(person: Person, **other: str) -> dict[str, str]:
    return {"number": person.number, "expiry": person.expiry, "cvv": person.cvv, **other}


@pytest.mark.requirement("ACC-07", "phone and SMS code")
@pytest.mark.requirement("ACC-07", "new password")
@pytest.mark.requirement("ACC-07", "tells the Homebank ID")
def test_phone_code_and_codeword_lead_to_a_new_password(visitor: Browser, ben: Person) -> None:
    assert recover(visitor, ben).url == "/recover/done/"
    assert ben.user is not None
    assert ben.user.spaced_id in visitor.get("/recover/done/").content.decode()
    ben.password = NEW
    assert sign_in(Browser(), ben).url == "/my/"


@pytest.mark.requirement("ACC-07", "second proof")
def test_the_card_is_as_good_a_proof_as_the_codeword(visitor: Browser, ben: Person) -> None:
    to_proof(visitor, ben)
    answer = visitor.post("/recover/proof/?by=card", card(ben))
    assert answer.url == "/recover/password/"


def test_nobody_is_signed_in_by_it(visitor: Browser, ben: Person) -> None:
    recover(visitor, ben)
    assert visitor.get("/my/").status_code == 302


def test_every_open_visit_ends(visitor: Browser, ben: Person) -> None:
    elsewhere = Browser()
    sign_in(elsewhere, ben)
    with clock.moved(timedelta(minutes=1)):
        recover(visitor, ben)
        assert "ended=closed" in elsewhere.get("/my/").url


def test_the_id_is_shown_once_and_sent_to_the_phone(visitor: Browser, ben: Person) -> None:
    recover(visitor, ben)
    assert ben.user is not None
    visitor.get("/recover/done/")
    assert ben.user.spaced_id not in visitor.get("/recover/done/").content.decode()
    (told,) = texts(ben.phone, "access-recovered")
    assert ben.user.spaced_id.replace("\u00a0", " ") in told.replace("\u00a0", " ")


@pytest.mark.parametrize("proof", [{"codeword": "another word"}, {"number": "4405640000000002"}])
def test_a_wrong_proof_is_counted_and_told_alike(
    visitor: Browser, ben: Person, proof: dict[str, str]
) -> None:
    to_proof(visitor, ben)
    by = "card" if "number" in proof else "codeword"
    typed = card(new_person()) if by == "card" else proof
    page = words(visitor.post(f"/recover/proof/?by={by}", typed))
    assert "This does not match what the bank has. Tries left: 4." in page
    assert visitor.get("/recover/password/").url == "/recover/proof/"
    assert Event.objects.filter(customer=ben.customer, kind="recovery-refused").count() == 1


def test_another_customers_right_card_is_no_proof(visitor: Browser, ben: Person) -> None:
    to_proof(visitor, ben)
    answer = visitor.post("/recover/proof/?by=card", card(new_person()))
    assert answer.status_code == 200


def test_the_sixth_wrong_proof_waits_till_tomorrow_even_if_it_is_right(
    visitor: Browser, ben: Person
) -> None:
    to_proof(visitor, ben)
    for _ in range(5):
        visitor.post("/recover/proof/", {"codeword": "another word"})
    assert "Too many tries" in words(visitor.post("/recover/proof/", {"codeword": ben.codeword}))
    with clock.moved(timedelta(days=1, minutes=1)):
        assert to_password(Browser(), ben).url == "/recover/password/"


def test_who_guesses_elsewhere_shuts_the_owner_out_nowhere(visitor: Browser, ben: Person) -> None:
    far = Browser(REMOTE_ADDR=from_network(9))
    to_proof(far, ben)
    for _ in range(6):
        far.post("/recover/proof/", {"codeword": "another word"})
    with clock.moved(timedelta(minutes=2)):
        assert to_password(visitor, ben).url == "/recover/password/"
        assert sign_in(Browser(), ben).url == "/my/"


def test_an_unknown_number_gets_the_same_pages_and_no_sms(ben: Person) -> None:
    english = {"accept-language": "en"}
    known, unknown = (Browser(headers=english, REMOTE_ADDR=from_network(n)) for n in (2, 3))
    assert phone_step(known, ben.phone).url == phone_step(unknown, STRANGER).url
    pages = [body(b.get("/recover/code/")) for b in (known, unknown)]
    ends = (ben.phone[-2:], STRANGER[-2:])
    masked = [page.replace(end, "##") for end, page in zip(ends, pages, strict=True)]
    assert len(masked[0]) == len(masked[1])
    assert texts(STRANGER) == []
    code = {"code": wrong_code(ben.phone)}
    wrong = [words(b.post("/recover/code/", code)) for b in (known, unknown)]
    assert all("Tries left: 4" in page for page in wrong)


def test_guesses_at_an_unknown_number_run_out_as_at_a_known_one(visitor: Browser) -> None:
    phone_step(visitor, STRANGER)
    for _ in range(5):
        page = words(visitor.post("/recover/code/", {"code": "000000"}))
    assert "The tries for this code are used up" in page


def test_who_has_no_access_yet_gets_no_code(visitor: Browser) -> None:
    fresh = new_person(registered=False)
    assert phone_step(visitor, fresh.phone).url == "/recover/code/"
    assert texts(fresh.phone) == []


def test_a_blocked_customer_gets_no_code(visitor: Browser, ben: Person) -> None:
    Customer.objects.filter(pk=ben.customer.pk).update(blocked_at=clock.now())
    assert phone_step(visitor, ben.phone).url == "/recover/code/"
    assert texts(ben.phone) == []


@pytest.mark.parametrize("phone", ["", "12345", "+1 202 555 0100", "\x00", "8" * 39])
def test_what_is_no_number_is_told_at_its_field(visitor: Browser, phone: str) -> None:
    page = phone_step(visitor, phone).content.decode()
    assert 'id="id_phone_error"' in page
    assert not RecoveryAttempt.objects.exists()


def test_a_network_begins_twenty_an_hour(visitor: Browser, ben: Person) -> None:
    for number in range(20):
        phone_step(visitor, f"+7701888{number:04d}")
    assert "Too many tries" in words(phone_step(visitor, ben.phone))
    with clock.moved(timedelta(hours=1, minutes=1)):
        assert phone_step(visitor, ben.phone).url == "/recover/code/"


def pumped(person: Person, hours: int = 1) -> None:
    """A stranger who knows the number asks, from eight networks, hour after hour."""
    for number in range(8 * hours):
        with clock.moved(timedelta(minutes=number % 8, hours=number // 8)):
            phone_step(Browser(REMOTE_ADDR=from_network(number)), person.phone)


def test_a_phone_gets_three_codes_an_hour_however_many_networks_ask(ben: Person) -> None:
    pumped(ben)
    assert len(texts(ben.phone)) == 3


def test_whoever_knows_a_number_uses_up_no_code_that_its_owner_signs_in_with(ben: Person) -> None:
    pumped(ben, hours=12)
    assert len(texts(ben.phone, "new-password")) == 6
    for minutes in range(4):
        with clock.moved(timedelta(hours=13 + minutes)):
            assert sign_in(Browser(), ben).url == "/my/"


def test_an_unknown_number_waits_as_a_known_one_does(ben: Person) -> None:
    pages = []
    for phone in (ben.phone, STRANGER):
        for number in range(4):
            visitor = Browser(headers={"accept-language": "en"}, REMOTE_ADDR=from_network(number))
            with clock.moved(timedelta(minutes=number)):
                phone_step(visitor, phone)
                page = words(visitor.get("/recover/code/"))
        pages.append(page.replace(phone[-2:], "##"))
    assert "No valid code is on its way" in pages[0]
    assert len(pages[0]) == len(pages[1])


@pytest.mark.parametrize("page", ["code", "proof", "password", "done"])
def test_no_step_can_be_jumped_to(visitor: Browser, ben: Person, page: str) -> None:
    assert visitor.get(f"/recover/{page}/").url == "/recover/"
    assert visitor.post(f"/recover/{page}/", {"password": NEW, "again": NEW}).url == "/recover/"
    phone_step(visitor, ben.phone)
    if page != "code":
        assert visitor.post(f"/recover/{page}/", {"codeword": "x"}).url == "/recover/code/"


def test_the_way_is_open_for_a_quarter_of_an_hour(visitor: Browser, ben: Person) -> None:
    to_password(visitor, ben)
    with clock.moved(timedelta(minutes=16)):
        answer = visitor.post("/recover/password/", {"password": NEW, "again": NEW})
        assert answer.url == "/recover/"


def test_the_policy_holds_and_nothing_secret_is_typed_back(visitor: Browser, ben: Person) -> None:
    to_password(visitor, ben)
    answer = visitor.post("/recover/password/", {"password": "short", "again": "short"})
    assert 'id="id_password_error"' in answer.content.decode()
    assert 'value="short"' not in answer.content.decode()


def test_a_second_submit_changes_nothing(visitor: Browser, ben: Person) -> None:
    recover(visitor, ben)
    again = visitor.post("/recover/password/", {"password": "Other-words-77", "again": "x"})
    assert again.url == "/recover/done/"
    assert ben.user is not None
    assert User.objects.get(pk=ben.user.pk).check_password(NEW)


@pytest.mark.requirement("ACC-07", "cool-off on new payees")
def test_the_page_says_until_when_new_payees_wait(visitor: Browser, ben: Person) -> None:
    recover(visitor, ben)
    assert "the bank opens no new payees until" in words(visitor.get("/recover/done/"))
    until = Customer.objects.get(pk=ben.customer.pk).cools_until
    assert until is not None
    assert timedelta(hours=23) < until - clock.now() <= timedelta(days=1)


def test_recovery_ends_the_wait_after_wrong_passwords(visitor: Browser, ben: Person) -> None:
    home = from_network(40)
    wrong = {"typed": ben.phone, "password": "not this one"}
    for _try in range(11):
        page = Browser(headers={"accept-language": "en"}).post("/sign-in/", wrong, REMOTE_ADDR=home)
    assert "Too many tries" in words(page)
    recover(visitor, ben)
    ben.password = NEW
    entered = password_step(Browser(), ben, REMOTE_ADDR=home)
    assert entered.url == "/sign-in/code/"
