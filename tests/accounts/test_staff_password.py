"""The desk's page of the own password: both proofs, counted, an event, other visits over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts import limits
from accounts.models import User
from accounts.staff.roles import Role
from homebank.lib import clock
from notifications.models import Event
from tests.accounts.authenticator import next_token, wrong_token
from tests.accounts.pages import Browser, words
from tests.accounts.staff import DESK, PASSWORD, at_the_desk, enter

pytestmark = pytest.mark.django_db
PAGE = f"{DESK}password_change/"
NEW = "kok-bazar by the old mill"


@pytest.fixture
def operator() -> tuple[Browser, User]:
    return at_the_desk(Role.CONTACT_CENTRE)


def typed(user: User, **other: str) -> dict[str, str]:
    """What is right, but for `other`."""
    said = {"current": PASSWORD, "password": NEW, "again": NEW}
    return {**said, "otp_token": next_token(user), **other}


def told(user: User, kind: str) -> int:
    facts = {"login": user.get_username()}
    return Event.objects.filter(kind=kind, facts__contains=facts).count()


def test_it_changes_by_the_current_one_and_the_authenticator(
    operator: tuple[Browser, User],
) -> None:
    browser, user = operator
    answer = browser.post(PAGE, typed(user))
    assert (answer.status_code, answer.url) == (302, DESK)
    assert "The password is changed" in words(browser.get(DESK))
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert told(user, "staff-password-changed") == 1


def test_every_other_visit_of_theirs_is_over(operator: tuple[Browser, User]) -> None:
    browser, user = operator
    other = enter(user)
    assert other.get(DESK).status_code == 200
    browser.post(PAGE, typed(user))
    assert other.get(DESK).status_code == 302
    assert browser.get(DESK).status_code == 200


@pytest.mark.parametrize("wrong", ["current", "otp_token"])
def test_with_one_proof_alone_it_stays_and_that_is_an_event(
    operator: tuple[Browser, User], wrong: str
) -> None:
    browser, user = operator
    value = "not this one" if wrong == "current" else wrong_token(user)
    page = browser.post(PAGE, typed(user, **{wrong: value}))
    assert "is not right" in words(page)
    assert NEW not in page.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert told(user, "staff-password-refused") == 1


def test_guesses_are_counted_as_at_the_door(operator: tuple[Browser, User]) -> None:
    browser, user = operator
    for _try in range(limits.WRONG_PASSWORDS.free):
        browser.post(PAGE, typed(user, current="not this one"))
    assert "Too many tries" in words(browser.post(PAGE, typed(user)))
    with clock.moved(timedelta(minutes=2)):
        assert browser.post(PAGE, typed(user)).status_code == 302


@pytest.mark.parametrize(("other", "said"), [
    ({"password": "short", "again": "short"}, "at least 12 characters"),
    ({"password": PASSWORD, "again": PASSWORD}, "the password that you have"),
    ({"again": "another long one"}, "The two passwords differ"),
    ({"otp_token": ""}, "Fill in the field"),
])  # fmt: skip
def test_what_is_no_new_password_spends_no_code(
    operator: tuple[Browser, User], other: dict[str, str], said: str
) -> None:
    browser, user = operator
    right = typed(user)
    assert said in words(browser.post(PAGE, right | other))
    assert browser.post(PAGE, right).status_code == 302


def test_a_stranger_is_led_to_the_door() -> None:
    assert Browser().post(PAGE, {"current": PASSWORD}).url.startswith(f"{DESK}login/")
