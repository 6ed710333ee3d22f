"""Cards that are closed, reissued and handed over, as a shop meets them over the socket."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections, transaction

from accounts.staff.accounts import open_staff
from cards.change_errors import ChangeRefused
from cards.closing import close_card
from cards.handing_over import hand_over_card
from cards.issuing import issue_card
from cards.models import Card
from cards.reissuing import reissue_card
from homebank.demo_bank.terminal import Terminal
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.accounts import balance_of
from tests.authorization.asking import buy
from tests.authorization.conftest import RunningHost
from tests.people import FIFTY_THOUSAND, Person, give

SMALL = 1_000_00
ROUNDS = 6


def close(card: Card, target: Card | None = None) -> bool:
    """As its code does; whether it was closed."""
    with transaction.atomic():
        close_card.service(
            customer=card.customer, card_id=str(card.pk), card_last4=card.last4,
            target=str(target.pk) if target else "",
        )  # fmt: skip
    return True


def try_to_close(card: Card, target: Card | None = None) -> bool:
    try:
        return close(card, target)
    except ChangeRefused:
        return False


def reissue(card: Card, cause: str) -> Card:
    with transaction.atomic():
        reissue_card.service(customer=card.customer, card_id=str(card.pk), card_last4=card.last4,
                             cause=cause)  # fmt: skip
    return Card.objects.get(replaces=card)


def together(*deeds: Any) -> list[Any]:
    """Do all of them at the same time; what each said."""

    def run(deed: Any) -> Any:
        try:
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [done.result(120) for done in [pool.submit(run, deed) for deed in deeds]]


def as_holder(person: Person, card: Card) -> Person:
    """The same customer with another card in hand."""
    return Person(person.customer, card, person.phone)


def on(card: Card) -> Any:
    return balance_of(card.account_id)


@pytest.mark.requirement("CRD-12", "closing")
def test_a_closed_card_buys_nothing_any_more(shop: Terminal, anna: Person) -> None:
    twin = issue_card(customer=anna.customer, account=anna.card.account)
    assert buy(shop, anna, SMALL) == "00"
    close(anna.card)
    assert buy(shop, anna, SMALL) == "62"
    assert buy(shop, as_holder(anna, twin), SMALL) == "00"


@pytest.mark.requirement("CRD-12", "reissue")
def test_plastic_buys_once_it_is_handed_over_and_the_old_card_no_more(
    shop: Terminal, anna: Person
) -> None:
    new = reissue(anna.card, "damaged")
    assert buy(shop, as_holder(anna, new), SMALL) == "62"
    assert buy(shop, anna, SMALL) == "00"
    by = open_staff(login_name=f"olga.{uuid7().hex[-12:]}", password="saxaul, steppe, seven")
    hand_over_card(card=new, by=by)
    assert buy(shop, as_holder(anna, new), SMALL) == "00"
    assert buy(shop, anna, SMALL) == "62"


@pytest.mark.requirement("CRD-12", "reissue")
@pytest.mark.parametrize(("cause", "code"), [("lost", "41"), ("stolen", "43")])
def test_a_lost_card_is_picked_up_also_when_another_took_its_place(
    shop: Terminal, anna: Person, cause: str, code: str
) -> None:
    card = issue_card(customer=anna.customer, account=anna.card.account, kind="virtual")
    assert buy(shop, as_holder(anna, card), SMALL) == "00"
    new = reissue(card, cause)
    assert buy(shop, as_holder(anna, card), SMALL) == code
    assert buy(shop, as_holder(anna, new), SMALL) == "00"


def test_a_purchase_while_the_card_closes_is_declined_or_stops_it(
    host: RunningHost, anna: Person
) -> None:
    def purchase(card: Card) -> str:
        with Terminal(host.port) as line:
            return buy(line, as_holder(anna, card), SMALL)

    for _round in range(ROUNDS):
        card, other = (issue_card(customer=anna.customer) for _each in range(2))
        give(card, FIFTY_THOUSAND)
        code, closed = together(lambda c=card: purchase(c),
                                lambda c=card, o=other: try_to_close(c, o))  # fmt: skip
        assert closed == (code != "00")
        assert on(card).amount == (Money(0) if closed else FIFTY_THOUSAND)
        assert on(card).held == (Money(0) if closed else Money(SMALL))
        assert on(card).amount + on(other).amount == FIFTY_THOUSAND


def test_money_that_comes_while_the_card_closes_is_never_left_behind(
    committed: None, anna: Person
) -> None:
    for _round in range(ROUNDS):
        card, other = (issue_card(customer=anna.customer) for _each in range(2))
        give(card, FIFTY_THOUSAND)
        _paid, closed = together(lambda c=card: give(c, Money(SMALL)),
                                 lambda c=card, o=other: try_to_close(c, o))  # fmt: skip
        assert on(card).amount + on(other).amount == FIFTY_THOUSAND + Money(SMALL)
        # What came after the card was closed waits on the account, and nothing else does.
        assert not closed or on(card).amount in {Money(0), Money(SMALL)}


def test_of_two_cards_closed_at_once_the_second_has_to_say_where_the_money_goes(
    committed: None, anna: Person
) -> None:
    for _round in range(ROUNDS):
        first = issue_card(customer=anna.customer)
        second = issue_card(customer=anna.customer, account=first.account)
        give(first, FIFTY_THOUSAND)
        said = together(lambda c=first: try_to_close(c), lambda c=second: try_to_close(c))
        assert sorted(said) == [False, True]
        assert Card.objects.filter(account=first.account_id, state="active").count() == 1
        assert on(first).amount == FIFTY_THOUSAND


def test_two_windows_close_one_card_once(committed: None, anna: Person) -> None:
    card, other = (issue_card(customer=anna.customer) for _each in range(2))
    give(card, FIFTY_THOUSAND)
    said = together(*[lambda: try_to_close(card, other)] * 4)
    assert said.count(True) == 1
    assert (on(card).amount, on(other).amount) == (Money(0), FIFTY_THOUSAND)


def test_two_windows_reissue_one_card_once(committed: None, anna: Person) -> None:
    card = issue_card(customer=anna.customer, kind="virtual")

    def try_to_reissue() -> bool:
        try:
            return bool(reissue(card, "damaged"))
        except ChangeRefused:
            return False

    assert together(*[try_to_reissue] * 4).count(True) == 1
    assert Card.objects.filter(replaces=card).count() == 1
