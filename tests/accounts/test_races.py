"""Many at once at the doors: limits hold, a deed is done once. Real threads, real commits."""

import pytest

from accounts.models import RegistrationAttempt, SmsDevice, User
from notifications.models import Event
from tests.accounts.pages import (
    Browser,
    cookies_of,
    facts,
    from_network,
    newest_code,
    password_step,
    texts,
    words,
)
from tests.accounts.test_codes import at_once
from tests.accounts.test_registration import NEW_PASSWORD, to_password_page
from tests.people import Person, new_person


@pytest.fixture
def anna(committed: None) -> Person:
    return new_person(registered=False)


def test_of_thirty_tries_with_a_card_at_once_five_are_looked_at(anna: Person) -> None:
    wrong = facts(anna, codeword="another word")

    def attempt() -> str:
        browser = Browser(headers={"accept-language": "en"}, REMOTE_ADDR=from_network(101))
        return words(browser.post("/register/", wrong))

    pages = at_once(30, attempt)
    assert sum("These details do not match" in str(page) for page in pages) == 5
    assert sum("Too many tries" in str(page) for page in pages) == 25
    assert RegistrationAttempt.objects.filter(customer=anna.customer).count() == 5


def test_ten_submits_of_the_password_at_once_give_one_access(anna: Person) -> None:
    browser = Browser(REMOTE_ADDR=from_network(102))
    to_password_page(browser, anna)
    twice = {"password": NEW_PASSWORD, "again": NEW_PASSWORD}

    def submit() -> str:
        window = Browser()
        window.cookies = cookies_of(browser)
        return str(window.post("/register/password/", twice).url)

    assert set(at_once(10, submit)) == {"/register/done/"}
    user = User.objects.get(customer=anna.customer)
    assert SmsDevice.objects.filter(user=user).count() == 1
    assert len(texts(anna.phone, "homebank-id")) == 1


def test_two_attempts_of_one_customer_give_one_access(anna: Person) -> None:
    windows = []
    for network in (103, 104):
        browser = Browser(REMOTE_ADDR=from_network(network))
        to_password_page(browser, anna)
        windows.append(browser)
    twice = {"password": NEW_PASSWORD, "again": NEW_PASSWORD}
    first, second = (w.post("/register/password/", twice) for w in windows)
    assert (first.status_code, second.status_code) == (302, 200)
    assert User.objects.filter(customer=anna.customer).count() == 1


def test_twenty_posts_of_the_right_code_sign_in_once(anna: Person) -> None:
    ben = new_person()
    browser = Browser(REMOTE_ADDR=from_network(105))
    password_step(browser, ben)
    code = {"code": newest_code(ben.phone)}

    def submit() -> int:
        window = Browser()
        window.cookies = cookies_of(browser)
        return int(window.post("/sign-in/code/", code).status_code)

    assert set(at_once(20, submit)) == {302}
    assert Event.objects.filter(kind="signed-in", customer=ben.customer).count() == 1
