"""The authenticator app as a second factor (ACC-16): added, used, taken off."""

import base64
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django_otp.oath import TOTP

from accounts.models import Authenticator, OneTimeCode
from homebank.lib import clock
from tests.accounts.pages import Browser, newest_code, password_step, texts, user_of, words
from tests.accounts.test_recovery import recover
from tests.accounts.test_security import ask_for_change, visiting
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben() -> Person:
    return new_person()


def shown_by(key: bytes) -> str:
    """What an app with the secret shows now."""
    totp = TOTP(key)
    totp.time = clock.now().timestamp()
    return f"{totp.token():06d}"


def key_on(page: Any) -> bytes:
    """The secret as a person types it from the page."""
    found = re.search(r'<span class="\w+">([A-Z2-7 ]{32,})</span>', page.content.decode())
    assert found is not None
    return base64.b32decode(found[1].replace(" ", ""))


def add_app(client: Browser, person: Person) -> bytes:
    """The whole way; the secret that the app now has."""
    key = key_on(client.get("/my/security/app/"))
    page = client.post("/my/security/app/", {"code": shown_by(key)}).url
    assert client.post(page, {"code": newest_code(person.phone)}).url == "/my/security/"
    return key


@pytest.mark.requirement("ACC-16", "authenticator app")
def test_an_app_is_added_by_its_code_and_one_by_sms(ben: Person) -> None:
    client = visiting(ben)
    add_app(client, ben)
    assert "Codes come from your authenticator app" in words(client.get("/my/security/"))
    assert len(texts(ben.phone, "authenticator-added")) == 1


@pytest.mark.requirement("ACC-16", "authenticator app")
def test_the_app_signs_in_and_no_sms_is_sent(ben: Person) -> None:
    key, visitor = add_app(visiting(ben), ben), Browser()
    with clock.moved(timedelta(minutes=3)):
        sent = OneTimeCode.objects.count()
        password_step(visitor, ben)
        assert visitor.post("/sign-in/code/", {"code": shown_by(key)}).url == "/my/"
        assert OneTimeCode.objects.count() == sent


def test_who_has_left_the_app_at_home_asks_for_an_sms(ben: Person) -> None:
    add_app(visiting(ben), ben)
    visitor = Browser()
    with clock.moved(timedelta(minutes=3)):
        password_step(visitor, ben)
        visitor.post("/sign-in/code/", {"resend": "1"})
        assert visitor.post("/sign-in/code/", {"code": newest_code(ben.phone)}).url == "/my/"


def test_a_code_of_the_app_is_right_once(ben: Person) -> None:
    key, first, second = add_app(visiting(ben), ben), Browser(), Browser()
    with clock.moved(timedelta(minutes=3)):
        code = shown_by(key)
        for client in (first, second):
            password_step(client, ben)
        assert first.post("/sign-in/code/", {"code": code}).url == "/my/"
        assert second.post("/sign-in/code/", {"code": code}).status_code == 200


def test_guesses_at_the_app_are_counted_with_the_others(ben: Person) -> None:
    key, visitor = add_app(visiting(ben), ben), Browser(headers={"accept-language": "en"})
    with clock.moved(timedelta(minutes=3)):
        password_step(visitor, ben)
        wrong = f"{(int(shown_by(key)) + 1) % 10**6:06d}"
        for _ in range(5):
            page = words(visitor.post("/sign-in/code/", {"code": wrong}))
        assert "The tries for this code are used up" in page
        assert visitor.post("/sign-in/code/", {"code": shown_by(key)}).status_code == 200


def test_a_wrong_code_is_sent_back_to_the_app_or_to_the_sms(ben: Person) -> None:
    key, visitor = add_app(visiting(ben), ben), Browser(headers={"accept-language": "en"})
    with clock.moved(timedelta(minutes=3)):
        password_step(visitor, ben)
        wrong = f"{(int(shown_by(key)) + 1) % 10**6:06d}"
        page = words(visitor.post("/sign-in/code/", {"code": wrong}))
        assert "Enter what the app shows now. Tries left: 4." in page
        visitor.post("/sign-in/code/", {"resend": "1"})
        page = words(visitor.post("/sign-in/code/", {"code": wrong}))
        assert "Check the SMS and enter it again. Tries left: 3." in page


def test_the_app_confirms_a_change(ben: Person) -> None:
    client = visiting(ben)
    key = add_app(client, ben)
    with clock.moved(timedelta(minutes=3)):
        typed = {"current": ben.password, "password": "Kok-tobe-26-x", "again": "Kok-tobe-26-x"}
        page = client.post("/my/security/password/", typed).url
        assert client.post(page, {"code": shown_by(key)}).url == "/my/security/"


def test_the_phone_is_never_proven_by_the_app(ben: Person) -> None:
    key, visitor = add_app(visiting(ben), ben), Browser()
    with clock.moved(timedelta(minutes=3)):
        visitor.post("/recover/", {"phone": ben.phone})
        answer = visitor.post("/recover/code/", {"code": shown_by(key)})
        assert answer.status_code == 200


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "\x00", "1" * 99, "١٢٣٤٥٦"])
def test_a_code_that_the_app_does_not_show_adds_nothing(ben: Person, code: str) -> None:
    client = visiting(ben)
    client.get("/my/security/app/")
    page = client.post("/my/security/app/", {"code": code})
    assert 'id="id_code_error"' in page.content.decode()
    assert not Authenticator.objects.exists()


def test_guessing_at_the_new_app_waits(ben: Person) -> None:
    client = visiting(ben)
    key = key_on(client.get("/my/security/app/"))
    wrong = f"{(int(shown_by(key)) + 1) % 10**6:06d}"
    for _ in range(10):
        client.post("/my/security/app/", {"code": wrong})
    assert "Too many tries" in words(client.post("/my/security/app/", {"code": shown_by(key)}))


def test_each_opening_shows_another_secret_and_one_in_force_is_never_shown(ben: Person) -> None:
    client = visiting(ben)
    assert key_on(client.get("/my/security/app/")) != key_on(client.get("/my/security/app/"))
    add_app(client, ben)
    assert client.get("/my/security/app/").url == "/my/security/"


def test_the_secret_is_sealed_wherever_it_is_kept(ben: Person) -> None:
    client = visiting(ben)
    shown = key_on(client.get("/my/security/app/")).hex()
    assert shown not in str(dict(client.session.items()))
    added = add_app(client, ben).hex()
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM accounts_authenticator")
        assert added not in cursor.fetchone()[0]


def test_the_app_is_taken_off_behind_a_code(ben: Person) -> None:
    client = visiting(ben)
    add_app(client, ben)
    with clock.moved(timedelta(minutes=3)):
        page = client.post("/my/security/app/off/").url
        client.post(page, {"resend": "1"})
        client.post(page, {"code": newest_code(ben.phone)})
    assert not Authenticator.objects.filter(user=user_of(ben)).exists()
    assert len(texts(ben.phone, "authenticator-removed")) == 1


def test_a_recovery_takes_the_app_off_and_says_so(ben: Person) -> None:
    add_app(visiting(ben), ben)
    visitor = Browser(headers={"accept-language": "en"})
    with clock.moved(timedelta(minutes=3)):
        recover(visitor, ben)
    assert not Authenticator.objects.filter(user=user_of(ben)).exists()
    said = words(visitor.get("/recover/done/"))
    assert "The authenticator app, passkeys and recovery codes were taken off" in said


def test_a_changed_password_leaves_the_app(ben: Person) -> None:
    client = visiting(ben)
    key = add_app(client, ben)
    with clock.moved(timedelta(minutes=3)):
        page = ask_for_change(client, ben).url
        assert client.post(page, {"code": shown_by(key)}).url == "/my/security/"
    assert Authenticator.objects.filter(user=user_of(ben)).exists()
