"""Closing a card (CRD-12): what is in the way, the remainder in the same step, and once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cards.authorization.overdrafts import count_debt, debt_of
from cards.blocking import block_card
from cards.closing import close_card, remainder_of, targets_of
from cards.issuing import issue_card
from cards.limits import open_access
from cards.models import Card
from cards.reverting import revert_due_limits
from homebank.lib import clock
from homebank.lib.money import Money
from ledger.accounts import balance_of
from ledger.models import Entry, Transfer
from ledger.posting import release
from notifications.models import Event
from tests.accounts.pages import Browser, texts, words
from tests.cards.changing import confirmed, hold_on, now, page_of, second_card, visit_of
from tests.people import FIFTY_THOUSAND, Person, give, new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    return new_person(language="en")


@pytest.fixture
def her(anna: Person) -> Browser:
    return visit_of(anna)


def ask(client: Browser, card: Card, target: Any = "") -> Any:
    return client.post(page_of(card, "closing"), {"target": str(target)})


def on(card: Card) -> Money:
    return balance_of(card.account_id).amount


@pytest.mark.requirement("CRD-12", "closing")
def test_the_last_card_of_an_account_is_closed_with_its_money_moved(
    anna: Person, her: Browser
) -> None:
    other = second_card(anna)
    page = confirmed(her, anna, ask(her, anna.card, other.pk))
    assert "The card is closed. Its statement stays here." in words(page)
    assert now(anna.card).state == "closed"
    assert (on(anna.card), on(other)) == (Money(0), FIFTY_THOUSAND)


def test_the_price_of_the_move_is_told_before_with_its_line(anna: Person, her: Browser) -> None:
    second_card(anna)
    page = words(her.get(page_of(anna.card, "closing")))
    assert "Fee, line 29.1 of tariff VI" in page
    assert "50,000.00" in page.replace("\u00a0", " ").replace(" .", ".")


def test_with_another_card_over_the_account_the_money_stays(anna: Person, her: Browser) -> None:
    other = issue_card(customer=anna.customer, account=anna.card.account, kind="virtual")
    hold_on(anna.card, Money(1_00))
    assert "the money stays where it is" in words(her.get(page_of(other, "closing")))
    confirmed(her, anna, ask(her, other))
    assert now(other).state == "closed"
    assert on(anna.card) == FIFTY_THOUSAND


def test_an_empty_account_needs_no_other(her: Browser) -> None:
    ben = new_person(balance=Money(0))
    client = visit_of(ben)
    assert "nothing has to move" in words(client.get(page_of(ben.card, "closing")))
    confirmed(client, ben, ask(client, ben.card))
    assert now(ben.card).state == "closed"


def test_what_is_in_the_way_is_told_all_at_once_with_links(anna: Person, her: Browser) -> None:
    hold_on(anna.card, Money(1_000_00))
    count_debt(overdraft=debt_of(card=anna.card), card=anna.card, minor=5_00)
    page = her.get(page_of(anna.card, "closing"))
    for told in ("Money is blocked on the account", "technical overdraft", "no other account"):
        assert told in words(page)
    assert page.content.decode().count(f'href="/cards/{anna.card.pk}/"') >= 2
    assert "cannot be closed yet" in words(ask(her, anna.card))
    assert now(anna.card).state == "active"


def test_once_nothing_is_blocked_it_closes(anna: Person, her: Browser) -> None:
    other, held = second_card(anna), hold_on(anna.card, Money(1_000_00))
    assert "cannot be closed yet" in words(ask(her, anna.card, other.pk))
    release(hold_id=held.hold_id)
    confirmed(her, anna, ask(her, anna.card, other.pk))
    assert (on(anna.card), on(other)) == (Money(0), FIFTY_THOUSAND)


def test_what_came_in_the_way_since_the_code_was_sent_stops_it(anna: Person, her: Browser) -> None:
    other = second_card(anna)
    asked = ask(her, anna.card, other.pk)
    hold_on(anna.card, Money(1_00))
    assert "cannot be closed yet" in words(confirmed(her, anna, asked))
    assert now(anna.card).state == "active"
    assert on(other) == Money(0)


def test_what_was_paid_in_since_the_code_was_sent_moves_too(anna: Person, her: Browser) -> None:
    other = second_card(anna)
    asked = ask(her, anna.card, other.pk)
    give(anna.card, Money(77_77))
    confirmed(her, anna, asked)
    assert (on(anna.card), on(other)) == (Money(0), FIFTY_THOUSAND + Money(77_77))


def test_a_target_that_was_closed_meanwhile_takes_nothing(anna: Person, her: Browser) -> None:
    other = second_card(anna)
    second_card(anna)
    asked = ask(her, anna.card, other.pk)
    Card.objects.filter(pk=other.pk).update(state="closed")
    assert "Choose the account" in words(confirmed(her, anna, asked))
    assert (now(anna.card).state, on(anna.card)) == ("active", FIFTY_THOUSAND)


@pytest.mark.parametrize("which", ["another's", "itself", "nobody's", "nothing", "no id"])
def test_the_money_moves_to_an_own_account_only(anna: Person, her: Browser, which: str) -> None:
    second_card(anna)
    target = {"another's": new_person().card.pk, "itself": anna.card.pk, "nobody's": uuid4(),
              "nothing": "", "no id": "x\x00"}[which]  # fmt: skip
    answer = ask(her, anna.card, target)
    assert answer.status_code == 200
    assert "Choose the account to which the remainder moves" in words(answer)
    assert now(anna.card).state == "active"


def test_it_is_final_and_done_once(anna: Person, her: Browser) -> None:
    other = second_card(anna)
    asked = ask(her, anna.card, other.pk)
    confirmed(her, anna, asked)
    assert her.post(asked.url, {"code": "000000"}).url == page_of(anna.card, "about")
    assert "The card is closed" in words(ask(her, anna.card, other.pk))
    assert Transfer.objects.filter(subject=anna.card.pk).count() == 1
    block_card(card=now(anna.card), reason="lost")
    assert now(anna.card).state == "closed"


def test_a_closed_card_stays_readable_and_out_of_the_way(anna: Person, her: Browser) -> None:
    other = second_card(anna)
    confirmed(her, anna, ask(her, anna.card, other.pk))
    for part in ("", "about/", "notice/", "certificate/"):
        assert her.get(f"/cards/{anna.card.pk}/{part}").status_code == 200
    assert "Remainder of a closed card" in words(her.get(f"/cards/{anna.card.pk}/"))
    assert "Closed cards" in words(her.get("/my/"))


def test_it_is_told_by_sms_and_on_record(anna: Person, her: Browser) -> None:
    other = second_card(anna)
    confirmed(her, anna, ask(her, anna.card, other.pk))
    assert anna.card.last4 in texts(anna.phone, "card-closed")[0]
    event = Event.objects.get(kind="card.closed", subject=anna.card.pk)
    assert event.facts == {"reason": "owner"}


def test_a_blocked_or_frozen_card_may_be_closed(anna: Person, her: Browser) -> None:
    other = second_card(anna)
    block_card(card=anna.card, reason="unauthorised")
    confirmed(her, anna, ask(her, anna.card, other.pk))
    Card.objects.filter(pk=other.pk).update(state="frozen")
    third = second_card(anna)
    confirmed(her, anna, ask(her, other, third.pk))
    assert [now(card).state for card in (anna.card, other, third)] == ["closed", "closed", "active"]


def test_its_limits_go_back_without_a_word(anna: Person, her: Browser) -> None:
    other = second_card(anna)
    open_access(card=anna.card, kind="internet", days=1)
    confirmed(her, anna, ask(her, anna.card, other.pk))
    with clock.moved(timedelta(days=1, minutes=1)):
        assert revert_due_limits() == 1
    assert texts(anna.phone, "internet-closed") == []


def test_nobody_else_closes_it(anna: Person) -> None:
    mallory = visit_of(new_person())
    assert ask(mallory, anna.card).status_code == 404
    assert mallory.get(page_of(anna.card, "closing")).status_code == 404
    assert Client().post(page_of(anna.card, "closing")).status_code == 302
    assert now(anna.card).state == "active"


def test_the_wrong_code_closes_nothing(anna: Person, her: Browser) -> None:
    other = second_card(anna)
    asked = ask(her, anna.card, other.pk)
    answer = her.post(asked.url, {"code": "12"})
    assert answer.status_code == 200
    assert now(anna.card).state == "active"


@given(balances=st.lists(st.integers(0, 10**12), min_size=2, max_size=3))
def test_money_is_neither_made_nor_lost(balances: list[int]) -> None:
    """Whatever is on the accounts: closing them one by one gathers it to the tiyn on the last."""
    person = new_person(balance=Money(0), registered=False)
    cards = [person.card, *(second_card(person) for _each in balances[1:])]
    for card, minor in zip(cards, balances, strict=True):
        if minor:
            give(card, Money(minor))
    for card in cards[:-1]:
        assert remainder_of(card) == on(card)
        close(card, targets_of(card)[-1])
    assert on(cards[-1]) == Money(sum(balances))
    assert [on(card) for card in cards[:-1]] == [Money(0)] * (len(cards) - 1)


@given(minor=st.integers(1, 10**15))
def test_what_leaves_the_account_arrives_and_nothing_else_moves(minor: int) -> None:
    person = new_person(balance=Money(minor), registered=False)
    close(person.card, second_card(person))
    transfer = Transfer.objects.get(subject=person.card.pk)
    legs = Entry.objects.filter(transfer=transfer).values_list("amount_minor", flat=True)
    assert sorted(legs) == [-minor, minor]


def close(card: Card, target: Card) -> None:
    """As its code does."""
    close_card.service(customer=card.customer, card_id=str(card.pk), card_last4=card.last4,
                       target=str(target.pk))  # fmt: skip
