"""The pages of a code say when no code can be right any more, and lead on from there."""

from datetime import timedelta

import pytest

from accounts.models import Confirmation
from homebank.lib import clock
from tests.accounts.pages import Browser, facts, newest_code, password_step, words
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
SIGN_IN, REGISTER = "/sign-in/code/", "/register/code/"
USED_UP = "The tries for this code are used up, and nothing happened."


@pytest.fixture
def visitor() -> Browser:
    return Browser(headers={"accept-language": "en"})


def at_code_page(visitor: Browser, page: str) -> Person:
    person = new_person(registered=page == SIGN_IN)
    if page == SIGN_IN:
        password_step(visitor, person)
    else:
        visitor.post("/register/", facts(person))
    return person


def guesses_of(person: Person) -> int:
    return Confirmation.objects.get(customer=person.customer).guesses


@pytest.mark.parametrize(
    ("page", "door", "button"),
    [(SIGN_IN, "/sign-in/", "Sign in anew"), (REGISTER, "/register/", "Start anew")],
)
def test_without_tries_one_sentence_and_one_way_out(
    visitor: Browser, page: str, door: str, button: str
) -> None:
    at_code_page(visitor, page)
    answers = [visitor.post(page, {"code": "000000"}) for _ in range(5)]
    for answer in (answers[-1], visitor.get(page), visitor.post(page, {"resend": "1"})):
        html = answer.content.decode()
        assert USED_UP in words(answer)
        assert f'<a class="btn" href="{door}">{button}</a>' in html
        assert 'name="code"' not in html
        assert "Tries left" not in html
        assert "Start again" not in html


def test_signing_in_anew_still_leads_where_it_was_to_lead(visitor: Browser) -> None:
    ben = new_person()
    data = {"typed": ben.phone, "password": ben.password}
    visitor.post("/sign-in/?next=/payments/", data)
    for _ in range(5):
        answer = visitor.post(SIGN_IN, {"code": "000000"})
    assert 'class="btn" href="/sign-in/?next=%2Fpayments%2F"' in answer.content.decode()


@pytest.mark.parametrize("page", [SIGN_IN, REGISTER])
def test_a_voided_code_is_told_and_led_on(visitor: Browser, page: str) -> None:
    person = at_code_page(visitor, page)
    Confirmation.objects.filter(customer=person.customer).update(voided_at=clock.now())
    answer = visitor.post(page, {"code": newest_code(person.phone)})
    assert "confirms nothing any more, and nothing happened." in words(answer)
    assert 'name="code"' not in answer.content.decode()


@pytest.mark.parametrize("page", [SIGN_IN, REGISTER])
def test_a_code_that_expired_costs_no_try(visitor: Browser, page: str) -> None:
    person = at_code_page(visitor, page)
    with clock.moved(timedelta(minutes=5, seconds=1)):
        for code in ("000000", newest_code(person.phone)):
            answer = visitor.post(page, {"code": code})
            assert "This code has expired. Ask for a new one." in words(answer)
    assert guesses_of(person) == 0


@pytest.mark.parametrize("page", [SIGN_IN, REGISTER])
def test_when_the_last_code_expired_it_starts_anew(visitor: Browser, page: str) -> None:
    at_code_page(visitor, page)
    for seconds in (31, 62):
        with clock.moved(timedelta(seconds=seconds)):
            visitor.post(page, {"resend": "1"})
    with clock.moved(timedelta(seconds=362 + 2)):
        answer = visitor.get(page)
        assert "The codes for this operation have expired" in words(answer)
        assert 'name="resend"' not in answer.content.decode()


def test_a_sign_in_that_waited_too_long_says_so(visitor: Browser) -> None:
    at_code_page(visitor, SIGN_IN)
    with clock.moved(timedelta(minutes=15, seconds=1)):
        answer = visitor.post(SIGN_IN, {"code": "000000"})
        assert answer.url == "/sign-in/?ended=late"
        assert "The time to enter the code is over" in words(visitor.get(answer.url))


def test_the_number_to_call_is_a_link(visitor: Browser) -> None:
    at_code_page(visitor, SIGN_IN)
    assert '<a class="num" href="tel:7111">7111</a>.' in visitor.get(SIGN_IN).content.decode()
