"""The strength of a new password is shown on every page that asks for one, and saves nothing."""

from typing import Any

import pytest
from django.test import override_settings

from accounts.models import User
from accounts.sign_in.strength import Level, strength
from tests.accounts.cardless import DOOR, new_phone, typed
from tests.accounts.pages import Browser, facts, newest_code, sign_in, texts, words
from tests.people import new_person

EXAMPLES = {
    "short": Level.WEAK,
    "qwertyuiop": Level.WEAK,
    "aaaaaaaaaaaaaaaaaaaaaaaa": Level.WEAK,
    "abcdefghijklmnopqrstuvwxyz": Level.WEAK,
    "samarkan.d": Level.FAIR,
    "Kok-tobe-1967": Level.STRONG,
    "ұлы дала": Level.WEAK,
    "ұлы даланың жеті қыры": Level.STRONG,
    "kumis under the birch": Level.STRONG,
}


@pytest.mark.parametrize("password", EXAMPLES)
def test_strength_counts_letters_their_kinds_and_rows(password: str) -> None:
    assert strength(password) == EXAMPLES[password]


def test_what_thieves_try_first_is_weak_however_long() -> None:
    assert strength("password12345!") == Level.WEAK


@override_settings(PASSWORD_POLICY="homebank")
def test_by_the_seeds_policy_eight_are_enough_to_be_looked_at() -> None:
    assert strength("aB3$xY9!") == Level.FAIR


@pytest.fixture
def visitor() -> Browser:
    return Browser(headers={"accept-language": "en"})


def checked(client: Browser, page: str, password: str, **other: str) -> Any:
    """What the second button of the page shows."""
    return client.post(page, {"password": password, "again": "", "check": "1", **other})


def pages() -> dict[str, Browser]:
    """Every page with a new password, and a browser that stands there."""
    visitor, inside = (Browser(headers={"accept-language": "en"}) for _ in range(2))
    fresh, ben = new_person(registered=False), new_person()
    visitor.post("/register/", facts(fresh))
    visitor.post("/register/code/", {"code": newest_code(fresh.phone)})
    visitor.post("/recover/", {"phone": ben.phone})
    visitor.post("/recover/code/", {"code": newest_code(ben.phone)})
    visitor.post("/recover/proof/", {"codeword": ben.codeword})
    sign_in(inside, new_person())
    outside = ("/register/password/", "/recover/password/", DOOR)
    return {page: visitor for page in outside} | {"/my/security/password/": inside}


@pytest.mark.django_db
@pytest.mark.requirement("ACC-06", "modern")
def test_each_page_tells_the_strength_without_a_script_and_saves_nothing() -> None:
    for page, client in pages().items():
        answer = checked(client, page, "Kok-tobe-1967")
        assert answer.status_code == 200
        assert 'data-level="3"' in answer.content.decode()
        assert "Strength of the password: Strong" in words(answer)
        assert "Kok-tobe-1967" not in answer.content.decode()
        assert 'data-level="1"' in checked(client, page, "short").content.decode()
    assert not any(user.check_password("Kok-tobe-1967") for user in User.objects.customers())


@pytest.mark.django_db
def test_asking_for_the_strength_keeps_what_else_was_typed(visitor: Browser) -> None:
    phone = new_phone()
    answer = visitor.post(DOOR, typed(phone, login_name="maral.s") | {"check": "1"})
    page = answer.content.decode()
    assert 'value="maral.s"' in page
    assert phone in page
    assert "say errors" not in page
    assert texts(phone) == []


@pytest.mark.django_db
@pytest.mark.requirement("ACC-06", "homebank")
def test_the_page_says_the_rules_of_the_policy_in_force(visitor: Browser) -> None:
    assert "From 10 to 128 characters." in words(visitor.get(DOOR))
    with override_settings(PASSWORD_POLICY="homebank"):
        page = visitor.get(DOOR)
        assert "From 8 to 15 characters." in words(page)
        assert 'data-shortest="8"' in page.content.decode()


@pytest.mark.django_db
def test_managers_and_pasting_are_welcome_in_every_box() -> None:
    for page, client in pages().items():
        html = client.get(page).content.decode()
        assert html.count('autocomplete="new-password"') == 2
        assert "onpaste" not in html
        assert 'maxlength="15"' not in html
