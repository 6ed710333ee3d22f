"""Another number for the operator's call: proven by a code of its own, and for that alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts import limits
from cards.ordering.phone_proof import NUMBERS_PROVEN
from homebank.lib import clock, throttle
from tests.accounts.cardless import new_phone
from tests.accounts.pages import Browser, newest_code, texts, words, wrong_code
from tests.ordering.ordered import Customers
from tests.people import new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def her() -> Customers:
    made = Customers()
    made.fill_in(until="phone")
    return made


def type_another(her: Customers) -> str:
    """Another number is typed, and a code goes there; which one."""
    phone = new_phone()
    assert her.answer("phone", phone=phone).url == her.at("phone-code")
    return phone


@pytest.mark.requirement("ORD-06", "another number proven")
def test_another_number_is_proven_by_its_own_code(her: Customers) -> None:
    phone = type_another(her)
    assert "Prove the number" in words(her.look("phone-code"))
    assert her.look("onward").url == her.at("phone"), "until it is proven it counts for nothing"
    led = her.browser.post(her.at("phone-code"), {"code": newest_code(phone)})
    assert led.url == her.at("onward")
    assert (her.order.phone, her.order.proven_phone) == (phone, phone)
    assert her.look("onward").url == her.at("codeword")


@pytest.mark.requirement("ORD-06", "another number serves the call alone")
def test_it_serves_the_call_alone(her: Customers) -> None:
    phone = type_another(her)
    her.browser.post(her.at("phone-code"), {"code": newest_code(phone)})
    trusted = her.phone
    her.customer.refresh_from_db()
    assert her.customer.phone == trusted
    assert texts(phone, "order-phone")
    assert not texts(phone, "card-order")


def test_a_wrong_code_proves_nothing_and_is_counted(her: Customers) -> None:
    phone = type_another(her)
    wrong = f"{(int(newest_code(phone)) + 1) % 10**6:06d}"
    page = her.browser.post(her.at("phone-code"), {"code": wrong})
    assert "Tries left: 4" in words(page)
    assert her.order.proven_phone == ""


def test_the_code_of_another_number_proves_none(her: Customers) -> None:
    first = type_another(her)
    code = newest_code(first)
    second = type_another(her)
    if code != newest_code(second):
        her.browser.post(her.at("phone-code"), {"code": code})
    assert her.order.proven_phone == ""


def test_the_trusted_number_needs_no_code(her: Customers) -> None:
    assert her.answer("phone").url == her.at("codeword")
    assert her.look("phone-code").url == her.at("onward")
    assert not texts(her.phone, "order-phone")


def test_opening_the_page_again_sends_no_second_code(her: Customers) -> None:
    phone = type_another(her)
    her.look("phone-code")
    her.look("phone-code")
    assert len(texts(phone, "order-phone")) == 1


def test_codes_go_to_so_many_numbers_a_day(her: Customers) -> None:
    for _number in range(NUMBERS_PROVEN.count):
        type_another(her)
    last = type_another(her)
    assert not texts(last, "order-phone")
    assert "Too many tries" in words(her.browser.post(her.at("phone-code"), {"resend": "1"}))
    assert not texts(last, "order-phone")


def guess_at(phone: str) -> None:
    """As many wrong codes for the number as an hour allows, from a customer's order."""
    mallory = Customers()
    mallory.fill_in(until="phone")
    for minutes in (0, 1):
        with clock.moved(timedelta(minutes=minutes)):
            mallory.answer("phone", phone=phone)
            wrong = {"code": wrong_code(phone)}
            for _try in range(5):
                page = mallory.browser.post(mallory.at("phone-code"), wrong)
            assert "The tries for this code are used up" in words(page)
            mallory.answer("phone", phone=mallory.phone)


def test_guesses_at_a_number_never_tell_whose_it_is() -> None:
    """What is counted here and what a recovery counts for numbers of nobody are two things."""
    for phone in (new_person().phone, new_phone()):
        guess_at(phone)
        with clock.moved(timedelta(minutes=2)):
            door = Browser(headers={"accept-language": "en"})
            door.post("/recover/", {"phone": phone})
            assert "Tries left: 4" in words(door.post("/recover/code/", {"code": "000000"}))


def test_a_network_has_codes_sent_to_so_many_numbers_an_hour(her: Customers) -> None:
    for _sent in range(limits.SMS_NETWORK_HOUR.count):
        throttle.take(limits.SMS_NETWORK_HOUR, "127.0.0.0/24")
    phone = new_phone()
    her.answer("phone", phone=phone)
    assert "A new code can be sent after" in words(
        her.browser.post(her.at("phone-code"), {"resend": "1"})
    )
    assert texts(phone) == []


@pytest.mark.parametrize("code", ["", "12", "abcdef", "1" * 300, "\x00"])
def test_what_is_no_code_is_told(her: Customers, code: str) -> None:
    type_another(her)
    page = her.browser.post(her.at("phone-code"), {"code": code})
    assert page.status_code == 200
    assert "Tries left: 5" in words(page)
