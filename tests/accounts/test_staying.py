"""The warning before a visit's end, and what was typed into a form that came too late (ACC-12)."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse

from accounts.models import Visit
from accounts.sign_in.typed import TYPED
from accounts.sign_in.visits import open_visits
from homebank.lib import clock, crypto
from homebank.lib.unattended import is_unattended
from tests.accounts.pages import Browser, newest_code, sign_in, user_of, words
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
BEELINE = "/payments/services/beeline/pay/"
TYPED_IN = {"account": "+7 777 123 45 67", "amount": "1 234,50"}
SOME_ID = UUID(int=1)
SECRETS = re.compile("pass|code|cvv|pin|number|secret|current|again|token")


@pytest.fixture
def ben() -> Person:
    return new_person()


def visiting(person: Person) -> Browser:
    browser = Browser(headers={"accept-language": "en"})
    assert sign_in(browser, person).url == "/my/"
    return browser


def later(minutes: float) -> Any:
    return clock.moved(timedelta(minutes=minutes))


def come_back(browser: Browser, person: Person, door: str) -> str:
    """Sign in where the bank led; where it leads from there."""
    typed = {"typed": person.phone, "password": person.password}
    browser.post(door, typed)
    return str(browser.post("/sign-in/code/", {"code": newest_code(person.phone)}).url)


@pytest.mark.requirement("ACC-12", "idle warning and logout")
def test_each_page_says_until_when_the_visit_lasts(ben: Person) -> None:
    page = visiting(ben).get("/my/").text
    assert re.search(r"<noscript>.*You are signed in until \d\d:\d\d, longer while you open", page)
    assert 'data-warning="120"' in page
    assert 600 <= int(re.findall(r'data-left="(\d+)"', page)[0]) <= 900
    assert "data-left" not in Client().get("/").text


def test_asking_how_long_keeps_no_visit_open(ben: Person) -> None:
    browser = visiting(ben)
    with later(14):
        assert 30 < browser.get("/my/visit/").json()["left"] <= 60
    with later(15.1):
        answer = browser.get("/my/visit/")
    assert "ended=idle" in answer.url


@pytest.mark.parametrize(("name", "count"), [
    ("accounts:stay", 0), ("cards:export", 2), ("photos:of-order", 1),
    ("desk:import", 1),
])  # fmt: skip
def test_a_page_that_renews_itself_keeps_no_visit_open_but_what_is_posted_to_it_does(
    name: str, count: int
) -> None:
    page = reverse(name, args=[SOME_ID] * count)
    assert is_unattended(RequestFactory().get(page))
    assert not is_unattended(RequestFactory().post(page))
    assert not is_unattended(RequestFactory().get("/my/"))


@pytest.mark.requirement("ACC-12", "idle warning and logout")
def test_the_button_of_the_warning_gives_fifteen_minutes_more(ben: Person) -> None:
    browser = visiting(ben)
    with later(14):
        assert browser.post("/my/visit/").json()["left"] > 840
        assert Visit.objects.get(user=user_of(ben)).seen_at > clock.now() - timedelta(minutes=1)
    with later(28):
        assert browser.get("/my/").status_code == 200


def test_twelve_hours_are_the_end_and_are_told(ben: Person) -> None:
    browser = visiting(ben)
    for minutes in range(14, 12 * 60, 14):
        with later(minutes):
            told = browser.post("/my/visit/").json()
    assert told["left"] == told["whole"] < 900
    with later(12 * 60):
        assert "ended=long" in browser.get("/my/").url


def test_staying_is_for_who_is_in_and_takes_its_token(ben: Person) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = visiting(ben).cookies
    assert strict.post("/my/visit/").status_code == 403
    token = strict.get("/my/visit/").json()["token"]
    assert strict.post("/my/visit/", headers={"x-csrftoken": token}).status_code == 200
    assert Browser().post("/my/visit/").url.startswith("/sign-in/")


def test_staying_has_a_limit_of_its_own(ben: Person) -> None:
    browser = visiting(ben)
    answers = [browser.post("/my/visit/").status_code for _ in range(61)]
    assert (answers.count(200), answers[-1]) == (60, 429)
    with later(61):
        assert sign_in(other := Browser(), ben)
        assert other.post("/my/visit/").status_code == 200


@pytest.mark.requirement("ACC-12", "idle warning and logout")
def test_a_form_that_comes_too_late_is_filled_in_again_after_signing_in(ben: Person) -> None:
    browser = visiting(ben)
    with later(16):
        door = browser.post(BEELINE, {**TYPED_IN, "form": "x", "card": "y" * 501}).url
        assert "ended=idle" in door
        assert come_back(browser, ben, door) == BEELINE
        page = browser.get(BEELINE)
        assert "What you typed before the visit ended is here again." in words(page)
        assert page.context["form"].initial == {**page.context["form"].initial, **TYPED_IN}
        assert 'value="1 234,50"' in page.text
        assert 'value="1 234,50"' not in browser.get(BEELINE).text


def test_a_form_that_comes_after_the_visit_was_closed_is_kept_too(ben: Person) -> None:
    browser = visiting(ben)
    with later(16):
        browser.get("/my/visit/")  # another tab found out
        door = browser.post(BEELINE, TYPED_IN).url
        come_back(browser, ben, door)
        assert 'value="1 234,50"' in browser.get(BEELINE).text


def test_what_was_typed_is_sealed_and_for_an_hour(ben: Person) -> None:
    browser = visiting(ben)
    with later(16):
        door = browser.post(BEELINE, TYPED_IN).url
        kept = browser.session[TYPED]
        assert not any(
            said in kept for said in ("1 234", "1234,5", "1234.5", "777 123", "7771234567")
        )
        read = json.loads(crypto.unseal(kept, column="session.typed"))
        assert (read["typed"], read["page"]) == (TYPED_IN, BEELINE)
    with later(77):
        come_back(browser, ben, door)
        assert 'value="1 234,50"' not in browser.get(BEELINE).text


def test_what_one_customer_typed_is_shown_to_no_other(ben: Person) -> None:
    browser, mallory = visiting(ben), new_person()
    with later(16):
        door = browser.post(BEELINE, TYPED_IN).url
        come_back(browser, mallory, door)
        assert TYPED not in browser.session
        assert 'value="1 234,50"' not in browser.get(BEELINE).text


@pytest.mark.parametrize("way", ["signed out", "stranger", "no token"])
def test_nothing_is_kept_of_a_form_that_is_not_the_customers(ben: Person, way: str) -> None:
    browser = Browser() if way == "stranger" else visiting(ben)
    if way == "signed out":
        browser.post("/sign-out/")
    browser.handler.enforce_csrf_checks = way == "no token"
    with later(16):
        browser.post(BEELINE, TYPED_IN)
    assert TYPED not in browser.session


def test_a_password_that_comes_too_late_is_kept_nowhere(ben: Person) -> None:
    browser = visiting(ben)
    with later(16):
        browser.post("/my/security/password/", {"current": ben.password, "password": "Kok-tobe-9"})
        assert TYPED not in browser.session


def test_no_view_keeps_a_secret_box() -> None:
    kept = {pattern.name: pattern.callback.keeps_typed
            for resolver in get_resolver().url_patterns
            for pattern in getattr(resolver, "url_patterns", [resolver])
            if hasattr(getattr(pattern, "callback", None), "keeps_typed")}  # fmt: skip
    assert {"pay", "invoice", "keep-template", "template"} <= set(kept)
    assert [box for boxes in kept.values() for box in boxes if SECRETS.search(box)] == []


def test_an_eleventh_visit_ends_the_one_unused_the_longest(ben: Person) -> None:
    first, soon = visiting(ben), clock.now() + timedelta(minutes=1)
    for _ in range(9):
        Visit.objects.create(user=user_of(ben), session="x", began_at=soon, seen_at=soon)
    with later(2):
        eleventh = visiting(ben)
        assert len(open_visits(user=user_of(ben))) == 10
        assert "/sign-in/" in first.get("/my/").url
        assert eleventh.get("/my/").status_code == 200
