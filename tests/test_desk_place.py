"""The desk is there for some networks only, and behind a second factor and 15 idle minutes."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import Error
from django.test import Client

from accounts.staff.roles import Role
from homebank import works
from homebank.checks import desk_has_a_place
from homebank.lib import clock
from tests.accounts.staff import at_the_desk

DESK = f"/{settings.ADMIN_PATH}/"
INSIDE, OUTSIDE, PROXY = "10.20.3.4", "198.51.100.7", "192.0.2.1"
# Headers that differ from answer to answer.
OWN = {"X-Reference", "Content-Length"}


@pytest.fixture
def office(settings: Any, db: None) -> None:
    """The desk is there for the office only, behind one proxy."""
    settings.DESK_NETWORKS = ["10.20.0.0/16", "2001:db8:7::/48"]
    settings.TRUSTED_PROXIES = [PROXY]


def ask(path: str, address: str, **headers: str) -> Any:
    return Client(REMOTE_ADDR=address, headers=headers).get(path)


@pytest.mark.requirement("OPS-01", "own path and networks")
@pytest.mark.parametrize("address", [INSIDE, "2001:db8:7::1", "::ffff:10.20.3.4"])
def test_the_desk_is_there_for_the_office(office: None, address: str) -> None:
    assert ask(f"{DESK}login/", address).status_code == 200
    assert ask(DESK, address).status_code == 302


@pytest.mark.requirement("OPS-01", "own path and networks")
@pytest.mark.parametrize("address", [OUTSIDE, "10.21.0.1", "2001:db8:8::1", "", "x"])
@pytest.mark.parametrize("path", [DESK, f"{DESK}login/", DESK.rstrip("/"), f"{DESK}explain/"])
def test_for_others_it_is_no_address_at_all(office: None, address: str, path: str) -> None:
    answer, other = ask(path, address), ask("/no-such-page/", address)
    assert (answer.status_code, other.status_code) == (404, 404)
    told = {name: said for name, said in answer.headers.items() if name not in OWN}
    assert told == {name: said for name, said in other.headers.items() if name not in OWN}
    assert ask("/", address).status_code == 200


@pytest.mark.parametrize(("forwarded", "status"), [
    (INSIDE, 200), (f"{OUTSIDE}, {INSIDE}", 200), (f"{INSIDE}, {OUTSIDE}", 404), ("", 404),
])  # fmt: skip
def test_behind_the_proxy_its_word_counts(office: None, forwarded: str, status: int) -> None:
    assert ask(f"{DESK}login/", PROXY, x_forwarded_for=forwarded).status_code == status


@pytest.mark.requirement("OPS-01", "own path and networks")
def test_nobody_else_is_believed_to_be_in_the_office(office: None) -> None:
    for name in ("x-forwarded-for", "x-real-ip", "forwarded"):
        assert ask(f"{DESK}login/", OUTSIDE, **{name: INSIDE}).status_code == 404


def test_a_visit_does_not_leave_the_office(office: None) -> None:
    """Not even to be told that it is over: from outside that would tell of a door."""
    olga, _user = at_the_desk("auditor")
    assert olga.get(DESK, REMOTE_ADDR=INSIDE).status_code == 200
    assert olga.get(DESK, REMOTE_ADDR=OUTSIDE).status_code == 404
    with clock.moved(timedelta(minutes=15)):
        assert olga.get(DESK, REMOTE_ADDR=OUTSIDE).url.startswith("/sign-in/")


def test_during_works_the_desk_is_open_to_the_office_only(office: None) -> None:
    works.begin_works(until=None, reason="update")
    try:
        assert ask(f"{DESK}login/", INSIDE).status_code == 200
        assert ask(f"{DESK}login/", OUTSIDE).status_code == 503
    finally:
        works.end_works()


@pytest.mark.parametrize("text", ["10.20.0.1/16", "10.20.0.0/33", "office", "10.20.0.0-10.20.1.0"])
def test_what_is_no_network_is_refused_at_the_start(settings: Any, text: str) -> None:
    settings.DESK_NETWORKS = ["10.0.0.0/8", text]
    [error] = desk_has_a_place(None)
    assert isinstance(error, Error)
    assert text in str(error)


@pytest.mark.parametrize("path", ["", "my", "desk/", "a b", "sign-in", "tariffs", "static", "ü"])
def test_a_path_that_cannot_be_the_desks_is_refused(settings: Any, path: str) -> None:
    settings.ADMIN_PATH = path
    [error] = desk_has_a_place(None)
    assert error.id == "homebank.E009"


@pytest.mark.requirement("OPS-01", "15 minutes idle")
@pytest.mark.parametrize("role", [role.value for role in Role])
def test_each_role_is_signed_out_after_15_idle_minutes(db: None, role: str) -> None:
    client, _user = at_the_desk(role)
    assert client.get(DESK).status_code == 200
    with clock.moved(timedelta(minutes=14, seconds=45)):
        assert client.get(DESK).status_code == 200
    with clock.moved(timedelta(minutes=29, seconds=46)):
        assert client.get(DESK)["Location"].startswith(f"{DESK}login/?ended=idle")
        assert client.get(DESK)["Location"].startswith(f"{DESK}login/")


@pytest.mark.requirement("OPS-01", "second factor for all staff")
@pytest.mark.parametrize("role", [role.value for role in Role])
def test_no_role_enters_without_the_authenticator(db: None, role: str) -> None:
    _client, user = at_the_desk(role)
    half = Client()
    half.force_login(user, backend="accounts.backends.SessionBackend")
    assert half.get(DESK)["Location"].startswith(f"{DESK}login/")
