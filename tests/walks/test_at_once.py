"""Many posts at once on the running bank, all windows of one browser: counted, done once, shown."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import httpx
import pytest

from tests.flows import sign_in
from tests.system import LiveBank
from tests.visitor import Form, Visitor, forms

pytestmark = [pytest.mark.xdist_group("live")]
GUESSES, POSTS = 30, 20
CHANGED = "Changed-Ile-2033"


@pytest.fixture
def person(live: LiveBank) -> dict[str, Any]:
    return live.person()


def at_once(times: int, visitor: Visitor, **typed: str) -> list[httpx.Response]:
    """The pages that so many windows show in the end; they share their cookies, as windows do.

    Every post is made out before the first one leaves: one that a busy machine made out after the
    first answer would come with the cookies of the next step, and not at once with the others.
    """
    barrier, form = Barrier(times), the_form(visitor, **typed)
    posts = [made_out(visitor, form.values | typed) for _ in range(times)]

    def send(post: httpx.Request) -> httpx.Response:
        barrier.wait()
        return visitor.http.send(post)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(send, posts))


def the_form(visitor: Visitor, **typed: str) -> Form:
    """The form of the page that has such boxes."""
    return next(each for each in forms(visitor.page) if typed.keys() <= each.values.keys())


def made_out(visitor: Visitor, body: dict[str, str]) -> httpx.Request:
    """The post of the page as the browser would send it now, with the cookies of now."""
    here = str(visitor.page.url)
    return visitor.http.build_request("POST", here, data=body, headers={"Referer": here})


def takes_back(answer: httpx.Response) -> bool:
    """Whether the browser is told to drop the cookie of its visit."""
    set_now = answer.headers.get_list("set-cookie")
    return any(cookie.startswith('homebank-session="";') for cookie in set_now)


def to_code(live: LiveBank, person: dict[str, Any]) -> tuple[Visitor, str]:
    """A visitor at the page of the code, and the code."""
    visitor, seen = Visitor(live), len(live.messages(person["phone"]))
    live.move_clock(31)
    visitor.open("/sign-in/?by=phone")
    visitor.fill(typed=person["phone"], password=person["password"])
    return visitor, live.code(person["phone"], after=seen)


def events(live: LiveBank, person: dict[str, Any], kind: str) -> int:
    sql = "SELECT count(*) FROM notifications_event WHERE customer_id = %s AND kind = %s"
    return int(live.query(sql, person["customer"], kind)[0][0])


@pytest.mark.requirement("ACC-11", "wrong, late or reused code")
def test_thirty_guesses_at_once_count_as_thirty(live: LiveBank, person: dict[str, Any]) -> None:
    visitor, code = to_code(live, person)
    pages = at_once(GUESSES, visitor, code=f"{(int(code) + 1) % 10**6:06d}")
    assert {page.status_code for page in pages} == {200}
    sql = "SELECT guesses FROM accounts_confirmation WHERE customer_id = %s AND purpose = 'sign-in'"
    assert live.query(sql, person["customer"]) == [(GUESSES,)]
    visitor.open("/sign-in/code/")
    assert [each for each in forms(visitor.page) if "code" in each.values] == []
    assert events(live, person, "signed-in") == 0


@pytest.mark.requirement("ACC-11", "registration and sign-in")
def test_twenty_right_posts_sign_in_once_and_the_browser_is_in(
    live: LiveBank, person: dict[str, Any]
) -> None:
    """Of two clicks the later one, under the id that was, must not sign the earlier one out."""
    visitor, code = to_code(live, person)
    pages = at_once(POSTS, visitor, code=code)
    assert {page.url.path for page in pages} <= {"/my/", "/sign-in/"}
    assert visitor.open("/sign-in/").url.path == "/my/"
    assert events(live, person, "signed-in") == 1
    visits = """SELECT count(*) FROM accounts_visit v JOIN accounts_user u ON u.id = v.user_id
                WHERE u.customer_id = %s"""
    assert live.query(visits, person["customer"]) == [(1,)]


@pytest.mark.requirement("ACC-11", "wrong, late or reused code")
def test_twenty_right_posts_change_the_password_once_and_the_browser_stays_in(
    live: LiveBank, person: dict[str, Any]
) -> None:
    visitor = Visitor(live)
    sign_in(visitor, person)
    seen = len(live.messages(person["phone"]))
    visitor.open("/my/security/password/")
    typed = {"current": person["password"], "password": CHANGED, "again": CHANGED}
    form = the_form(visitor, **typed)
    visitor.page = visitor.http.post(str(visitor.page.url), data=form.values | typed)
    pages = at_once(POSTS, visitor, code=live.code(person["phone"], after=seen))
    assert {page.url.path for page in pages} <= {"/my/security/", "/sign-in/"}
    taken = [answer for page in pages for answer in [*page.history, page] if takes_back(answer)]
    assert taken == []
    assert visitor.open("/my/security/").url.path == "/my/security/"
    assert events(live, person, "password-changed") == 1
