"""Passkeys attacked: late, twice, from elsewhere, by others, copied, and in no shape at all."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

from accounts.models import Confirmation, Deed, Passkey
from homebank.lib import clock
from tests.accounts.key import PRESENT, VERIFIED, SoftKey, question_on
from tests.accounts.pages import Browser, newest_code, password_step, texts, words
from tests.accounts.test_passkeys import CODE, KEYS, LATER, at_door, with_key
from tests.accounts.test_security import ask_for_change, visiting
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
NOT_HERE = "does not belong here"
NOT_MADE = "The browser made no passkey that the bank can use"
Cheat = Callable[[SoftKey], object]


def cheating(**other: Any) -> Cheat:
    """A device or browser that differs in this from an honest one."""
    return lambda key: key.__dict__.update(other)


CHEATS = {
    "another site": cheating(origin="https://homebank.example"),
    "another port of the host": cheating(origin="http://localhost:8001"),
    "another host’s passkey": cheating(host="homebank.example"),
    "a page in a frame": cheating(cross_origin=True),
    "nobody was verified": cheating(flags=PRESENT),
    "nobody was there": cheating(flags=VERIFIED),
    "another key": cheating(key=ec.generate_private_key(ec.SECP256R1())),
    "another person’s handle": cheating(handle=b"of somebody else"),
    "an unknown passkey": cheating(id=b"unknown to the bank"),
}


@pytest.fixture
def ben() -> Person:
    return new_person()


def shown(visitor: Browser, answer: str, page: str = CODE) -> str:
    """What the page says to an answer that it does not take."""
    told = visitor.post(page, {"passkey": answer})
    assert told.status_code == 200
    return words(told)


@pytest.mark.requirement("ACC-16", "passkeys")
def test_what_an_honest_device_would_not_sign_confirms_nothing(ben: Person) -> None:
    client, honest = with_key(ben)
    for name, cheat in CHEATS.items():
        page = ask_for_change(client, ben).url
        key = replace(honest, count=honest.count + 1)
        cheat(key)
        said = shown(client, key.sign(client.get(page)), page)
        assert NOT_HERE in said, name
        assert "Tries left: 4." in said, name


def test_what_another_site_had_signed_opens_no_door(ben: Person) -> None:
    _client, key = with_key(ben)
    key.origin = "https://homebank.example"
    with clock.moved(LATER):
        visitor = at_door(ben)
        assert NOT_HERE in shown(visitor, key.sign(visitor.get(CODE)))
        assert "/sign-in/" in visitor.get("/my/").url


def test_an_answer_comes_five_minutes_late_at_most(ben: Person) -> None:
    _client, key = with_key(ben)
    with clock.moved(LATER):
        visitor = at_door(ben)
        answer = key.sign(visitor.get(CODE))
    with clock.moved(LATER + timedelta(minutes=5, seconds=1)):
        said = shown(visitor, answer)
        assert "answered too late" in said
        assert "Tries left: 5." in said


def test_an_answer_is_good_once(ben: Person) -> None:
    client, key = with_key(ben)
    page = ask_for_change(client, ben).url
    asked = question_on(client.get(page))
    key.counts = False
    wrong, right = SoftKey(id=key.id).answer(asked), key.answer(asked)
    assert NOT_HERE in shown(client, wrong, page)
    said = shown(client, right, page)
    assert "its answer came twice" in said
    assert "Tries left: 4." in said


def test_an_answer_to_one_window_opens_no_other(ben: Person) -> None:
    _client, key = with_key(ben)
    with clock.moved(LATER):
        one, other = at_door(ben), at_door(ben)
        answer = key.sign(one.get(CODE))
        other.get(CODE)
        assert NOT_HERE in shown(other, answer)
        assert one.post(CODE, {"passkey": answer}).url == "/my/"


def test_an_answer_to_one_change_confirms_no_other(ben: Person) -> None:
    client, key = with_key(ben)
    password = ask_for_change(client, ben).url
    removal = client.post(f"{KEYS}{Passkey.objects.get().pk}/off/").url
    answer = key.sign(client.get(removal))
    client.get(password)
    assert NOT_HERE in shown(client, answer, password)
    assert not Deed.objects.filter(purpose="new-password", done_at__isnull=False).exists()


def test_a_changed_deed_is_confirmed_by_no_earlier_answer(ben: Person) -> None:
    client, key = with_key(ben)
    page = ask_for_change(client, ben).url
    answer = key.sign(client.get(page))
    Confirmation.objects.filter(purpose="new-password").update(digest="0" * 64)
    assert NOT_HERE in shown(client, answer, page)


def test_anothers_passkey_signs_for_its_owner_only(ben: Person) -> None:
    with_key(ben)
    _client, mallorys = with_key(new_person())
    with clock.moved(LATER):
        visitor = at_door(ben)
        assert NOT_HERE in shown(visitor, mallorys.sign(visitor.get(CODE)))


@pytest.mark.requirement("ACC-16", "passkeys")
def test_a_copy_is_refused_by_its_counter_and_the_owner_told(ben: Person) -> None:
    client, key = with_key(ben)
    page = ask_for_change(client, ben).url
    key.count = 0
    said = shown(client, key.sign(client.get(page)), page)
    assert "counted backwards" in said
    assert len(texts(ben.phone, "passkey-copied")) == 1
    assert "A passkey was refused" in words(client.get("/my/security/log/"))


def test_nobody_is_told_of_a_copy_that_did_not_sign(ben: Person) -> None:
    client, key = with_key(ben)
    page = ask_for_change(client, ben).url
    assert NOT_HERE in shown(client, SoftKey(id=key.id).sign(client.get(page)), page)
    assert not texts(ben.phone, "passkey-copied")


def test_wrong_answers_and_wrong_codes_share_five_tries(ben: Person) -> None:
    _client, key = with_key(ben)
    with clock.moved(LATER):
        visitor = at_door(ben)
        visitor.post(CODE, {"resend": "1"})
        wrong = f"{(int(newest_code(ben.phone)) + 1) % 10**6:06d}"
        for _ in range(2):
            visitor.post(CODE, {"code": wrong})
            visitor.post(CODE, {"passkey": SoftKey(id=key.id).sign(visitor.get(CODE))})
        said = shown(visitor, SoftKey(id=key.id).sign(visitor.get(CODE)))
        assert "The tries for this code are used up" in said
        assert visitor.post(CODE, {"code": newest_code(ben.phone)}).status_code == 200


def test_wrong_answers_of_a_network_are_counted_over_all_sign_ins(ben: Person) -> None:
    _client, key = with_key(ben)
    with clock.moved(LATER):
        for _ in range(2):
            visitor = at_door(ben)
            for _ in range(5):
                visitor.post(CODE, {"passkey": SoftKey(id=key.id).sign(visitor.get(CODE))})
        visitor = at_door(ben)
        assert "Too many tries." in shown(visitor, key.sign(visitor.get(CODE)))


def part(answer: str, **other: object) -> str:
    """The answer with other parts in its response."""
    read = json.loads(answer)
    return json.dumps({**read, "response": {**read["response"], **other}})


BROKEN: dict[str, Callable[[str], str]] = {
    "no JSON": lambda _answer: "{",
    "deep JSON": lambda _answer: "[" * 8000,
    "a list": lambda _answer: "[]",
    "a number": lambda _answer: "9" * 5000,
    "nothing in it": lambda _answer: "{}",
    "no text": lambda answer: part(answer, signature=7),
    "no base64": lambda answer: part(answer, userHandle="A"),
    "beyond ASCII": lambda answer: part(answer, signature="ключ"),
    "NUL": lambda _answer: "\x00",
    "half a letter": lambda answer: part(answer, clientDataJSON="\ud800"),
    "too long": lambda answer: part(answer, more="x" * 9000),
}
WRONG: dict[str, Callable[[str], str]] = {
    "a short head": lambda answer: part(answer, authenticatorData="AAAA"),
    "an empty signature": lambda answer: part(answer, signature=""),
    "no client": lambda answer: part(answer, clientDataJSON=bytes_to_base64url(b"{}")),
    "a deep client": lambda answer: part(answer, clientDataJSON=bytes_to_base64url(b"[" * 5000)),
    "a client’s number": lambda answer: part(answer, clientDataJSON=bytes_to_base64url(b"7")),
}


def test_what_no_browser_sends_costs_no_try(ben: Person) -> None:
    client, key = with_key(ben)
    page = ask_for_change(client, ben).url
    answer = key.sign(client.get(page))
    for name, breaks in BROKEN.items():
        said = shown(client, breaks(answer), page)
        assert "is no answer of a passkey" in said, name
        assert "Tries left: 5." in said, name


def test_hostile_parts_are_a_wrong_try(ben: Person) -> None:
    client, key = with_key(ben)
    for name, breaks in WRONG.items():
        page = ask_for_change(client, ben).url
        assert NOT_HERE in shown(client, breaks(key.sign(client.get(page))), page), name


def test_a_body_beyond_all_measure_is_refused_before_it_is_read(ben: Person) -> None:
    client, _key = with_key(ben)
    page = ask_for_change(client, ben).url
    assert client.post(page, {"passkey": "x" * 300_000}).status_code in {400, 413}


def test_no_passkey_is_made_elsewhere_or_by_nobody(ben: Person) -> None:
    client = visiting(ben)
    for name, cheat in list(CHEATS.items())[:6]:
        key = SoftKey()
        cheat(key)
        page = client.post(KEYS, {"name": "x", "passkey": key.make(client.get(KEYS))})
        assert NOT_MADE in words(page), name
    assert not Deed.objects.exists()


STATEMENTS: dict[str, dict[str, object]] = {
    "an attestation": {"fmt": "fido-u2f"},
    "an unknown one": {"fmt": "homebank"},
    "a number": {"fmt": 7},
    "no data": {"authData": b""},
    "cut data": {"authData": b"\xff" * 60},
    "no dictionary": {"attStmt": 1},
}


def test_hostile_statements_make_no_passkey(ben: Person) -> None:
    client = visiting(ben)
    for name, other in STATEMENTS.items():
        answer = SoftKey().make(client.get(KEYS), **other)
        page = client.post(KEYS, {"name": "x", "passkey": answer})
        assert NOT_MADE in words(page), name


def test_what_is_no_passkey_is_told_and_the_name_kept(ben: Person) -> None:
    client = visiting(ben)
    for answer in ("", "{", "[" * 8000, "\x00", "x" * 9000, "null"):
        client.get(KEYS)
        page = client.post(KEYS, {"name": "Ben’s key", "passkey": answer})
        assert NOT_MADE in words(page), answer[:9]
        assert "Ben’s key" in page.content.decode()


def test_a_passkey_needs_a_name(ben: Person) -> None:
    client = visiting(ben)
    for name in ("", " ", "x" * 41, "\x00"):
        page = client.post(KEYS, {"name": name, "passkey": SoftKey().make(client.get(KEYS))})
        assert 'id="id_name_error"' in page.content.decode(), name


def test_a_question_for_a_new_passkey_is_good_once_and_five_minutes(ben: Person) -> None:
    client, key = visiting(ben), SoftKey()
    answer = key.make(client.get(KEYS))
    with clock.moved(timedelta(minutes=5, seconds=1)):
        assert "was open too long" in words(client.post(KEYS, {"name": "x", "passkey": answer}))
        assert NOT_MADE in words(client.post(KEYS, {"name": "x", "passkey": answer}))


def test_a_question_to_one_visit_makes_no_passkey_in_another(ben: Person) -> None:
    client, mallory = visiting(ben), visiting(new_person())
    answer = SoftKey().make(client.get(KEYS))
    assert "was open too long" in words(mallory.post(KEYS, {"name": "x", "passkey": answer}))
    mallory.get(KEYS)
    assert NOT_MADE in words(mallory.post(KEYS, {"name": "x", "passkey": answer}))


def test_one_passkey_belongs_to_one_customer(ben: Person) -> None:
    _client, key = with_key(ben)
    mallory = visiting(new_person())
    answer = key.make(mallory.get(KEYS))
    said = words(mallory.post(KEYS, {"name": "x", "passkey": answer}))
    assert "has a passkey here already" in said
    assert Passkey.objects.get().customer == ben.customer


def test_who_holds_a_visit_alone_adds_no_passkey(ben: Person) -> None:
    thief, key = visiting(ben), SoftKey()
    page = thief.post(KEYS, {"name": "x", "passkey": key.make(thief.get(KEYS))}).url
    asked = {"challenge": bytes_to_base64url(bytes(32))}
    assert NOT_HERE in words(thief.post(page, {"passkey": key.answer(asked)}))
    thief.post(page, {"code": "000000"})
    assert not Passkey.objects.exists()


def test_who_has_no_passkey_is_asked_for_none(ben: Person) -> None:
    visitor = Browser(headers={"accept-language": "en"})
    password_step(visitor, ben)
    assert "data-passkey" not in visitor.get(CODE).content.decode()
    said = shown(visitor, SoftKey().answer({"challenge": bytes_to_base64url(bytes(32))}))
    assert NOT_HERE in said
