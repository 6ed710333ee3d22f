"""Recovery codes (ACC-16): ten on paper, shown once, each opening the door once."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection

from accounts.models import Deed, RecoveryCode
from homebank.lib import clock
from notifications.models import Event
from tests.accounts.pages import Browser, newest_code, texts, words
from tests.accounts.test_passkeys import at_door
from tests.accounts.test_recovery import recover
from tests.accounts.test_security import ask_for_change, visiting
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
CODES, DOOR = "/my/security/recovery-codes/", "/sign-in/recovery-code/"
LATER = timedelta(minutes=3)
SHAPE = re.compile(r"<li>([B-Z]{4}-[B-Z]{4}-[B-Z]{4})</li>")
NONE_OF_THEM = "This is none of your unused recovery codes"


@pytest.fixture
def ben() -> Person:
    return new_person()


def made(client: Browser, person: Person) -> Any:
    """The page that shows a fresh set, after its code."""
    page = client.post(CODES).url
    assert client.post(page, {"code": newest_code(person.phone)}).url == CODES
    return client.get(CODES)


def ten(client: Browser, person: Person) -> list[str]:
    """A fresh set in force."""
    return codes_on(made(client, person))


def codes_on(page: Any) -> list[str]:
    return SHAPE.findall(page.content.decode())


@pytest.mark.requirement("ACC-16", "recovery codes")
def test_ten_codes_are_shown_once_behind_a_code(ben: Person) -> None:
    client = visiting(ben)
    shown = ten(client, ben)
    assert len(set(shown)) == 10
    assert len(texts(ben.phone, "recovery-codes-made")) == 1
    again = client.get(CODES)
    assert codes_on(again) == []
    assert "Codes left: 10" in words(again)


def test_the_codes_are_kept_as_a_file_without_another_request(ben: Person) -> None:
    page = made(visiting(ben), ben)
    link = re.search(r'download="[^"]+" href="data:text/plain;charset=utf-8,([^"]+)"',
                     page.content.decode())  # fmt: skip
    assert link is not None
    assert unquote(link[1]).split() == codes_on(page)
    assert "no-store" in page.headers["Cache-Control"]


def test_nobody_sees_codes_before_the_code_is_right(ben: Person) -> None:
    client = visiting(ben)
    client.post(CODES)
    assert codes_on(client.get(CODES)) == []
    assert not RecoveryCode.objects.exists()


def test_only_hashes_of_the_codes_are_kept(ben: Person) -> None:
    client = visiting(ben)
    page = client.post(CODES).url
    waiting = str(dict(client.session.items())) + Deed.objects.get().facts
    client.post(page, {"code": newest_code(ben.phone)})
    shown = codes_on(client.get(CODES))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_recoverycode")
        held = str(cursor.fetchall())
    for code in shown:
        assert code not in waiting + held
        assert code.replace("-", "") not in waiting + held


@pytest.mark.requirement("ACC-16", "recovery codes")
def test_a_recovery_code_signs_in_once_and_the_owner_is_told(ben: Person) -> None:
    code = ten(visiting(ben), ben)[3]
    with clock.moved(LATER):
        first = at_door(ben)
        assert "Enter a recovery code instead" in words(first.get("/sign-in/code/"))
        assert first.post(DOOR, {"recovery_code": code.lower().replace("-", " ")}).url == "/my/"
        assert texts(ben.phone, "recovery-code-used")[-1].count("9") >= 1
        assert "Codes left: 9" in words(first.get("/my/security/"))
    event = Event.objects.filter(kind="signed-in", customer=ben.customer).latest("at")
    assert event.facts["factor"] == "recovery-code"
    with clock.moved(LATER * 2):
        assert NONE_OF_THEM in words(at_door(ben).post(DOOR, {"recovery_code": code}))


@pytest.mark.requirement("ACC-16", "recovery codes")
def test_a_new_set_voids_the_old_one(ben: Person) -> None:
    client = visiting(ben)
    old, new = ten(client, ben), []
    with clock.moved(LATER):
        new = ten(client, ben)
    with clock.moved(LATER * 2):
        visitor = at_door(ben)
        assert NONE_OF_THEM in words(visitor.post(DOOR, {"recovery_code": old[0]}))
        assert visitor.post(DOOR, {"recovery_code": new[0]}).url == "/my/"


def test_a_recovery_code_confirms_no_change(ben: Person) -> None:
    client = visiting(ben)
    code = ten(client, ben)[0]
    page = ask_for_change(client, ben).url
    for posted in ({"code": code}, {"recovery_code": code}, {"recovery_code": code, "code": code}):
        assert client.post(page, posted).status_code == 200
    assert RecoveryCode.objects.filter(used_at=None).count() == 10
    assert not Deed.objects.filter(purpose="new-password", done_at__isnull=False).exists()


def test_the_phone_is_never_proven_by_a_recovery_code(ben: Person) -> None:
    code = ten(visiting(ben), ben)[0]
    visitor = Browser(headers={"accept-language": "en"})
    with clock.moved(LATER):
        visitor.post("/recover/", {"phone": ben.phone})
        visitor.post("/recover/code/", {"recovery_code": code, "code": code})
        assert visitor.get("/recover/proof/").url == "/recover/code/"


def test_anothers_code_opens_nothing(ben: Person) -> None:
    mallory = new_person()
    ten(visiting(ben), ben)
    code = ten(visiting(mallory), mallory)[0]
    with clock.moved(LATER):
        assert NONE_OF_THEM in words(at_door(ben).post(DOOR, {"recovery_code": code}))


def test_guesses_are_counted_with_the_others(ben: Person) -> None:
    codes = ten(visiting(ben), ben)
    with clock.moved(LATER):
        visitor = at_door(ben)
        wrong = f"{(int(newest_code(ben.phone)) + 1) % 10**6:06d}"
        for _ in range(2):
            visitor.post("/sign-in/code/", {"code": wrong})
            visitor.post(DOOR, {"recovery_code": "BCDF-GHJK-LMNP"})
        said = words(visitor.post(DOOR, {"recovery_code": "BCDF-GHJK-LMNP"}))
        assert "The tries for this code are used up" in said
        assert visitor.post(DOOR, {"recovery_code": codes[0]}).status_code == 200
    assert RecoveryCode.objects.filter(used_at=None).count() == 10


@pytest.mark.parametrize("typed", ["", " - ", "BCDF", "AEIO-UAEI-OUAE", "\x00", "B" * 99, "123456"])
def test_what_is_no_recovery_code_is_told_and_not_counted(ben: Person, typed: str) -> None:
    visitor = at_door(ben)
    page = visitor.post(DOOR, {"recovery_code": typed})
    assert 'id="id_recovery_code_error"' in page.content.decode()
    assert "Tries left: 5." in words(page)


def test_a_recovery_voids_the_codes(ben: Person) -> None:
    ten(visiting(ben), ben)
    with clock.moved(LATER):
        recover(Browser(), ben)
    assert not RecoveryCode.objects.exists()


def test_another_visit_shows_none_of_the_codes(ben: Person) -> None:
    client = visiting(ben)
    client.post(client.post(CODES).url, {"code": newest_code(ben.phone)})
    other = visiting(ben, minutes=3)
    with clock.moved(LATER):
        assert codes_on(other.get(CODES)) == []
