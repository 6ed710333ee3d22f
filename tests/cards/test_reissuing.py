"""A card in place of another (CRD-12): number, state of both, what is not carried over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import Customer
from accounts.recovery.cooling import cool
from cards.blocking import block_card
from cards.issuing import issue_card
from cards.limits import open_access, standing_of
from cards.models import Card, ThreeDsSetting
from cards.reissuing import EARLIEST, MOST
from homebank.lib import clock
from homebank.lib.clock import ALMATY
from tests.accounts.pages import Browser, texts, words
from tests.cards.changing import confirmed, now, page_of, visit_of
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    return new_person(language="en")


@pytest.fixture
def her(anna: Person) -> Browser:
    return visit_of(anna)


@pytest.fixture
def virtual(anna: Person) -> Card:
    return issue_card(customer=anna.customer, account=anna.card.account, kind="virtual",
                      brand="Mastercard")  # fmt: skip


def ask(client: Browser, card: Card, cause: str = "damaged") -> Any:
    return client.post(page_of(card, "reissue"), {"cause": cause})


def reissued(client: Browser, person: Person, card: Card, cause: str = "damaged") -> Card:
    """The card that took the place."""
    confirmed(client, person, ask(client, card, cause))
    return Card.objects.get(replaces=card)


@pytest.mark.requirement("CRD-12", "reissue")
def test_a_virtual_card_is_reissued_at_once_and_the_old_one_closed(
    anna: Person, her: Browser, virtual: Card
) -> None:
    made = reissued(her, anna, virtual)
    assert (made.state, made.kind, made.brand) == ("active", "virtual", "Mastercard")
    assert made.account_id == virtual.account_id
    assert made.number != virtual.number
    assert now(virtual).state == "closed"
    assert virtual.last4 in texts(anna.phone, "card-reissued")[0]


@pytest.mark.requirement("CRD-12", "reissue")
def test_plastic_waits_to_be_handed_over_and_the_old_card_works_until_then(
    anna: Person, her: Browser
) -> None:
    made = reissued(her, anna, anna.card)
    assert (made.state, made.name) == ("waits", anna.card.name)
    assert now(anna.card).state == "active"
    assert "The card is being made" in words(her.get(page_of(made, "about")))


@pytest.mark.requirement("CRD-12", "3-D password set again")
def test_limits_and_3_d_secure_are_set_anew(anna: Person, her: Browser, virtual: Card) -> None:
    open_access(card=virtual, kind="internet")
    made = reissued(her, anna, virtual)
    assert not standing_of(card=made, kind="internet").is_open
    assert not ThreeDsSetting.objects.filter(card=made).exists()


@pytest.mark.parametrize("cause", ["lost", "stolen"])
def test_whoever_reports_a_loss_has_the_old_card_blocked(
    anna: Person, her: Browser, virtual: Card, cause: str
) -> None:
    for card in (virtual, anna.card):
        reissued(her, anna, card, cause)
        assert (now(card).state, now(card).blocked_for) == ("blocked", cause)


def test_a_blocked_card_is_reissued_and_stays_blocked(anna: Person, her: Browser) -> None:
    block_card(card=anna.card, reason="kept-by-atm")
    made = reissued(her, anna, anna.card)
    assert made.state == "waits"
    assert (now(anna.card).state, now(anna.card).blocked_for) == ("blocked", "kept-by-atm")


def test_a_card_is_reissued_once(anna: Person, her: Browser) -> None:
    asked = ask(her, anna.card)
    confirmed(her, anna, asked)
    assert her.post(asked.url, {"code": "000000"}).url == page_of(anna.card, "about")
    assert "in place of this one already" in words(ask(her, anna.card))
    assert Card.objects.filter(customer=anna.customer).count() == 2


def test_a_closed_card_and_one_that_is_made_are_not_reissued(
    anna: Person, her: Browser, virtual: Card
) -> None:
    for card in (reissued(her, anna, anna.card), virtual):
        if card == virtual:
            Card.objects.filter(pk=virtual.pk).update(state="closed")
        assert "cannot be reissued" in words(ask(her, card))
        assert "cannot be reissued" in words(her.get(page_of(card, "reissue")))


def test_because_it_expires_a_card_is_reissued_in_its_last_days_only(
    anna: Person, her: Browser
) -> None:
    assert "The card works for long yet" in words(ask(her, anna.card, "expires"))
    day = datetime.combine(anna.card.expiry - EARLIEST, datetime.min.time(), ALMATY)
    with clock.moved(day - clock.now() + timedelta(hours=1)):
        assert reissued(visit_of(anna), anna, anna.card, "expires").expiry > anna.card.expiry


def test_an_expired_card_is_reissued(anna: Person) -> None:
    Card.objects.filter(pk=anna.card.pk).update(expiry=clock.today() - timedelta(days=1))
    assert reissued(visit_of(anna), anna, anna.card, "expires").state == "waits"


def test_a_month_has_so_many(anna: Person, her: Browser, virtual: Card) -> None:
    card = virtual
    for _each in range(MOST):
        card = reissued(her, anna, card)
    assert f"in the last 30 days: {MOST}" in words(ask(her, card))
    with clock.moved(timedelta(days=30, hours=1)):
        reissued(visit_of(anna), anna, card)


def test_while_access_cools_a_virtual_card_waits_and_plastic_does_not(
    anna: Person, her: Browser, virtual: Card
) -> None:
    cool(customer=Customer.objects.get(pk=anna.customer.pk))
    assert "For your safety new cards wait" in words(ask(her, virtual))
    assert reissued(her, anna, anna.card).state == "waits"


@pytest.mark.parametrize("cause", ["", "bored", "<b>", "lost\x00"])
def test_a_cause_is_one_of_the_list(anna: Person, her: Browser, cause: str) -> None:
    answer = ask(her, anna.card, cause)
    assert answer.status_code == 200
    assert "Choose what happened" in words(answer)
    assert Card.objects.filter(customer=anna.customer).count() == 1


def test_nobody_else_reissues_it(anna: Person) -> None:
    mallory = visit_of(new_person())
    assert ask(mallory, anna.card).status_code == 404
    assert mallory.get(page_of(anna.card, "reissue")).status_code == 404
    assert Client().get(page_of(anna.card, "reissue")).status_code == 302


def test_what_was_confirmed_is_judged_once_more(anna: Person, her: Browser) -> None:
    asked = ask(her, anna.card)
    Card.objects.filter(pk=anna.card.pk).update(state="closed")
    assert "cannot be reissued" in words(confirmed(her, anna, asked))
    assert Card.objects.filter(customer=anna.customer).count() == 1
