"""Recovery, changes behind a code and the app, many at once. Real threads, real commits."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Authenticator, Confirmation, Deed, User
from notifications.models import Event
from tests.accounts.pages import (
    Browser,
    cookies_of,
    from_network,
    newest_code,
    password_step,
    sign_in,
    texts,
    user_of,
    words,
)
from tests.accounts.test_authenticator import key_on, shown_by
from tests.accounts.test_codes import at_once
from tests.people import Person, new_person

NEW = "Kok-tobe-2026-aspan"


@pytest.fixture
def ben(committed: None) -> Person:
    return new_person()


def browser(network: int) -> Browser:
    return Browser(headers={"accept-language": "en"}, REMOTE_ADDR=from_network(network))


def windows(times: int, of: Browser, deed: Callable[[Browser], Any]) -> list[object]:
    """What so many windows of one browser got, all at once."""

    def one() -> object:
        window = Browser(headers={"accept-language": "en"})
        window.defaults, window.cookies = of.defaults, cookies_of(of)
        return deed(window)

    return at_once(times, one)


def to_code(network: int, person: Person) -> Browser:
    client = browser(network)
    assert client.post("/recover/", {"phone": person.phone}).url == "/recover/code/"
    return client


def to_proof(network: int, person: Person) -> Browser:
    client = to_code(network, person)
    assert client.post("/recover/code/", {"code": newest_code(person.phone)}).status_code == 302
    return client


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def visiting(network: int, person: Person) -> Browser:
    client = browser(network)
    assert sign_in(client, person).url == "/my/"
    return client


@pytest.mark.requirement("ACC-11", "wrong, late or reused code")
def test_of_thirty_guesses_at_once_five_are_looked_at(ben: Person) -> None:
    client = to_code(111, ben)
    wrong = {"code": other_than(newest_code(ben.phone))}
    pages = windows(30, client, lambda each: words(each.post("/recover/code/", wrong)))
    assert sum("Tries left" in str(page) for page in pages) <= 4
    right = {"code": newest_code(ben.phone)}
    assert client.post("/recover/code/", right).status_code == 200
    assert Confirmation.objects.get(customer=ben.customer).guesses_left == 0


def test_of_thirty_second_proofs_at_once_five_are_looked_at(ben: Person) -> None:
    client = to_proof(112, ben)
    wrong = {"codeword": "another word"}
    pages = windows(30, client, lambda each: words(each.post("/recover/proof/", wrong)))
    assert sum("does not match what the bank has" in str(page) for page in pages) == 5
    assert sum("Too many tries" in str(page) for page in pages) == 25
    assert client.post("/recover/proof/", {"codeword": ben.codeword}).status_code == 200


def test_ten_submits_of_the_new_password_at_once_recover_once(ben: Person) -> None:
    client = to_proof(113, ben)
    client.post("/recover/proof/", {"codeword": ben.codeword})
    passwords = iter([f"Kok-tobe-{n}-aspan" for n in range(10)])

    def submit(each: Browser) -> str:
        new = next(passwords)
        return str(each.post("/recover/password/", {"password": new, "again": new}).url)

    assert set(windows(10, client, submit)) == {"/recover/done/"}
    assert Event.objects.filter(customer=ben.customer, kind="access-recovered").count() == 1
    assert len(texts(ben.phone, "access-recovered")) == 1


def test_ten_readers_of_the_last_page_at_once_see_one_homebank_id(ben: Person) -> None:
    client = to_proof(114, ben)
    client.post("/recover/proof/", {"codeword": ben.codeword})
    client.post("/recover/password/", {"password": NEW, "again": NEW})
    pages = windows(10, client, lambda each: each.get("/recover/done/").content.decode())
    assert sum(user_of(ben).spaced_id in str(page) for page in pages) == 1


def test_twenty_posts_of_the_right_code_change_the_password_once(ben: Person) -> None:
    client = visiting(115, ben)
    typed = {"current": ben.password, "password": NEW, "again": NEW}
    page = client.post("/my/security/password/", typed).url
    code = {"code": newest_code(ben.phone)}
    windows(20, client, lambda each: each.post(page, code).status_code)
    assert Event.objects.filter(customer=ben.customer, kind="password-changed").count() == 1
    assert User.objects.get(pk=user_of(ben).pk).check_password(NEW)


def test_of_thirty_guesses_at_the_current_password_ten_are_looked_at(ben: Person) -> None:
    client = visiting(116, ben)
    typed = {"current": "not this one", "password": NEW, "again": NEW}
    pages = windows(30, client, lambda each: words(each.post("/my/security/password/", typed)))
    assert sum("This is not your current password" in str(page) for page in pages) == 10
    assert not Deed.objects.filter(customer=ben.customer).exists()


def test_of_ten_changes_asked_for_at_once_one_waits_for_its_code(ben: Person) -> None:
    client = visiting(117, ben)
    typed = {"current": ben.password, "password": NEW, "again": NEW}
    windows(10, client, lambda each: each.post("/my/security/password/", typed).status_code)
    made = list(Deed.objects.filter(customer=ben.customer))
    assert len(made) == 10
    assert sum(each.is_live for each in made) == 1


def with_app(network: int, person: Person) -> tuple[Browser, bytes]:
    client = visiting(network, person)
    key = key_on(client.get("/my/security/app/"))
    page = client.post("/my/security/app/", {"code": shown_by(key)}).url
    assert client.post(page, {"code": newest_code(person.phone)}).url == "/my/security/"
    return client, key


def test_a_code_of_the_app_shown_to_ten_doors_at_once_opens_one(ben: Person) -> None:
    _client, key = with_app(118, ben)
    Authenticator.objects.filter(user=user_of(ben)).update(last_step=-1)
    doors = [browser(119) for _ in range(10)]
    for door in doors:
        password_step(door, ben)
    waiting, code = iter(doors), {"code": shown_by(key)}
    answers = at_once(10, lambda: next(waiting).post("/sign-in/code/", code).status_code)
    assert sorted(map(int, map(str, answers))) == [200] * 9 + [302]
