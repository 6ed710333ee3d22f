"""The list of what waits for a second pair of eyes: what, about whom, since when, why (OPS-04)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.four_eyes import propose
from accounts.models import Proposal, User
from cards.blocking import block_card
from homebank.lib import clock
from tests.accounts.pages import words
from tests.accounts.staff import DESK, at_the_desk, opened
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
LIST = f"{DESK}proposals/?list=waiting"
REASON = "the card was found at home, the customer came to branch 0102 with the identity card"


def proposed(by: User) -> tuple[Person, Proposal]:
    """A blocked card of somebody new, proposed to work again."""
    anna = new_person(name="Жунусова Сауле")
    block_card(card=anna.card, reason="lost")
    return anna, propose(kind="unblock-card", subject=anna.card.pk, customer=anna.customer,
                         facts={}, reason=REASON, by=by)  # fmt: skip


@pytest.mark.requirement("OPS-04", "the record shows what waits")
def test_the_list_tells_what_about_whom_until_when_and_why_and_no_name_without_a_reason() -> None:
    branch, olga = at_the_desk("branch")
    anna, made = proposed(olga)
    page = words(branch.get(LIST))
    assert "Lift the block of a card" in page
    assert " ".join(anna.customer.masked_phone.split()) in page
    assert str(olga.login_name) in page
    assert f"{made.expires_at.astimezone(clock.ALMATY):%d.%m.%Y}" in page
    assert "the card was found at home, the customer" in page
    assert REASON not in page
    assert "Сауле" not in page
    assert "Сауле Ж." in words(opened(branch, anna).get(LIST))
    with clock.moved(timedelta(minutes=16)):
        branch, _petr = at_the_desk("branch")
        assert "Сауле" not in words(branch.get(LIST))


def test_ten_proposals_cost_as_many_queries_as_one() -> None:
    branch, olga = at_the_desk("branch")
    costs = []
    for more in (1, 9):
        for _each in range(more):
            proposed(olga)
        branch.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            branch.get(LIST)
        costs.append(len(queries))
    assert costs[0] == costs[1]
