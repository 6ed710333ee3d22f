"""Another number for the operator's call: proven by a code of its own, and for that alone."""

from __future__ import annotations

import pytest

from cards.ordering.phone_proof import NUMBERS_PROVEN
from tests.accounts.cardless import new_phone
from tests.accounts.pages import newest_code, texts, words
from tests.ordering.ordered import Customers

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


@pytest.mark.requirement("ORD-06", "another number proven")
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


@pytest.mark.parametrize("code", ["", "12", "abcdef", "1" * 300, "\x00"])
def test_what_is_no_code_is_told(her: Customers, code: str) -> None:
    type_another(her)
    page = her.browser.post(her.at("phone-code"), {"code": code})
    assert page.status_code == 200
    assert "Tries left: 5" in words(page)
