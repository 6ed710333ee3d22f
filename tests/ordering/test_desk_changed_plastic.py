"""Who has a card go elsewhere, or names it anew, is not who hands it over; the order says so."""

from __future__ import annotations

import pytest

from accounts.models import User
from accounts.staff.roles import Role
from cards.models import CardOrder
from cards.ordering.batches import make_batch
from notifications.models import Event
from tests.accounts.pages import words
from tests.ordering.at_the_desk import (
    Desk,
    at_the_bureau,
    brought_back,
    card_of,
    carried,
    colleague,
    handing_over,
    operator,
    place,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch() -> User:
    return operator(Role.BRANCH)


@pytest.fixture
def order(branch: User) -> CardOrder:
    return at_the_bureau(branch)


@pytest.fixture
def desk(order: CardOrder) -> Desk:
    return Desk(order, Role.BRANCH)


@pytest.fixture
def another(order: CardOrder) -> Desk:
    """A second operator of the branch."""
    return Desk(order, Role.BRANCH, by=colleague())


def changed(desk: Desk, branch: User, how: str) -> None:
    """The operator has the card wait or go elsewhere, or made with another name."""
    if how == "renamed":
        desk.act("remake", cause="name", latin_name="a zhu", reason="too long for the chip")
        make_batch(by=branch)
        carried(desk)
        return
    brought_back(desk, branch=place(0).key if how == "kept" else "")
    if how == "redirected":
        desk.act("send-again", branch=place(-1).key, reason="agreed by telephone")


def trail(desk: Desk) -> tuple[str, int, int]:
    """Where the order stands, with how many events and steps."""
    desk.order.refresh_from_db()
    events = Event.objects.filter(subject=desk.order.pk)
    return desk.order.state, events.count(), desk.order.steps.count()


@pytest.mark.requirement("ORD-07", "nobody alone redirects and hands over")
@pytest.mark.parametrize("how", ["kept", "redirected", "renamed", "came back"])
def test_who_had_a_card_go_elsewhere_or_named_it_anew_does_not_hand_it_over(
    desk: Desk, another: Desk, branch: User, how: str
) -> None:
    changed(desk, branch, how)
    before = trail(desk)
    said = words(desk.client.post(handing_over(desk), follow=True))
    assert "Another operator of a branch has to hand it over." in said
    assert 'class="btn"' not in desk.client.get(handing_over(desk)).content.decode()
    assert handing_over(desk) not in desk.look().content.decode()
    assert trail(desk) == before
    assert card_of(desk.order).state == "waits"
    another.client.post(handing_over(desk))
    assert card_of(desk.order).state == "active"


def test_who_noted_only_that_it_came_back_hands_it_over(desk: Desk) -> None:
    brought_back(desk)
    desk.act("send-again", branch="", reason="at home in the evening")
    desk.client.post(handing_over(desk))
    assert card_of(desk.order).state == "active"


@pytest.mark.requirement("ORD-07", "nobody alone redirects and hands over")
def test_the_order_shows_what_was_changed_when_by_whom_and_why(desk: Desk, branch: User) -> None:
    changed(desk, branch, "renamed")
    desk.act("undelivered", cause="absent", reason="twice nobody")
    desk.act("send-again", branch=place(-1).key, reason="agreed by telephone")
    plastic = words(desk.look()).split("What happened to it")[1]
    for said in ("Name on the card: another one than was ordered", "too long for the chip",
                 "twice nobody", f"Where it goes now: {place(-1).title}", "agreed by telephone",
                 "Where it went before: by hand", desk.user.login_name or "nobody"):  # fmt: skip
        assert said in plastic, said
