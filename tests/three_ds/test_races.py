"""Many at once: one request, one challenge, three tries, one confirmation."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client

from cards.three_ds.schemes import keep_password, turn_on_codes
from tests.accounts.pages import newest_code, texts
from tests.people import Person, new_person
from tests.three_ds.shops import ANSWER, CHALLENGE, Shop, hidden, new_shop, row_of

TIMES = 12


@pytest.fixture
def shop(committed: None) -> Shop:
    return new_shop()


@pytest.fixture
def anna(committed: None) -> Person:
    return new_person(registered=False)


def at_once(do: Callable[[Client], Any]) -> list[Any]:
    """What so many browsers of their own get."""
    barrier = Barrier(TIMES)

    def one(_number: int) -> Any:
        barrier.wait()
        try:
            return do(Client())
        finally:
            connection.close()

    with ThreadPoolExecutor(TIMES) as pool:
        return list(pool.map(one, range(TIMES)))


def test_a_challenge_is_opened_by_one_of_many(shop: Shop, anna: Person) -> None:
    turn_on_codes(card=anna.card)
    creq = shop.creq(shop.ask(anna))
    pages = at_once(lambda browser: browser.post(CHALLENGE, creq))
    assert sorted(page.status_code for page in pages) == [200, *[400] * (TIMES - 1)]
    assert len(texts(anna.phone, "purchase")) == 1


@pytest.mark.requirement("TDS-05", "three tries")
def test_of_many_passwords_from_one_page_one_is_looked_at(shop: Shop, anna: Person) -> None:
    keep_password(card=anna.card, hashed=make_password("saxaul at dawn 7"), greeting="Көктем",
                  email="a@example.kz", phone=anna.phone)  # fmt: skip
    ares = shop.ask(anna)
    token = hidden(shop.open(ares), "token")
    wrong = {"token": token, "do": "password", "password": "not this"}
    pages = at_once(lambda browser: browser.post(ANSWER, wrong))
    assert {page.status_code for page in pages} == {200}
    assert (row_of(ares).tries, row_of(ares).status) == (1, "C")


@pytest.mark.requirement("TDS-05", "one code for one purchase")
def test_a_right_code_sent_by_many_confirms_once(shop: Shop, anna: Person) -> None:
    turn_on_codes(card=anna.card)
    ares = shop.ask(anna)
    token = hidden(shop.open(ares), "token")
    right = {"token": token, "do": "code", "code": newest_code(anna.phone)}
    pages = at_once(lambda browser: browser.post(ANSWER, right))
    assert {page.status_code for page in pages} == {200}
    row = row_of(ares)
    assert (row.status, row.tries, row.result_attempts) == ("Y", 1, 0)
