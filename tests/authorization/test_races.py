"""Many at once over the socket: never beyond the limit, never beyond the balance, never twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from cards.authorization.undoing import lapse_due_holds
from cards.issuing import issue_card
from cards.limits import set_limit, standing_of
from cards.models import Authorization, Presentment
from cards.reverting import revert_due_limits
from homebank.demo_bank.terminal import CASH, Terminal
from homebank.lib.iso8583 import Message
from homebank.lib.money import Money
from ledger.checking import find_wrongs
from tests.authorization.asking import balance, buying
from tests.authorization.conftest import RunningHost
from tests.people import FIFTY_THOUSAND, Person

MANY, LINES = 50, 10


def at_once(host: RunningHost, messages: list[Message]) -> Counter[str]:
    """Ask all of them over ten lines at the same time; the response codes."""
    shares = [messages[line::LINES] for line in range(LINES)]

    def ask(share: list[Message]) -> list[str]:
        with Terminal(host.port) as line:
            return [line.ask(message).get(39) for message in share]

    with ThreadPoolExecutor(LINES) as pool:
        return Counter(code for codes in pool.map(ask, shares) for code in codes)


def together(*deeds: Callable[[], Any]) -> None:
    def run(deed: Callable[[], Any]) -> None:
        try:
            deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        for done in [pool.submit(run, deed) for deed in deeds]:
            done.result(60)


@pytest.mark.requirement("AUT-01", "every gate")
def test_fifty_operations_never_pass_the_balance(
    host: RunningHost, shop: Terminal, anna: Person
) -> None:
    codes = at_once(host, [buying(shop, anna, 3_000_00) for _ in range(MANY)])
    assert codes == {"00": 16, "51": 34}
    assert balance(anna).available == FIFTY_THOUSAND - Money(48_000_00)


@pytest.mark.requirement("CRD-05", "daily limits")
def test_fifty_operations_never_pass_the_limit(
    host: RunningHost, shop: Terminal, anna: Person
) -> None:
    set_limit(card=anna.card, kind="cash", amount=Money(10_000_00))
    asks = [shop.request(anna.number, 1_100_00, operation=CASH) for _ in range(MANY)]
    assert at_once(host, asks) == {"00": 9, "61": 41}
    assert standing_of(card=anna.card, kind="cash").used == Money(9_900_00)
    assert balance(anna).held == Money(9_900_00)


def test_two_cards_over_one_account_spend_its_money_once(
    host: RunningHost, shop: Terminal, anna: Person
) -> None:
    second = issue_card(customer=anna.customer, account=anna.card.account, kind="virtual")
    other = Person(anna.customer, second, anna.phone)
    asks = [buying(shop, who, 3_000_00) for _ in range(MANY // 2) for who in (anna, other)]
    assert at_once(host, asks) == {"00": 16, "51": 34}
    assert balance(anna).available == FIFTY_THOUSAND - Money(48_000_00)
    declined = Authorization.objects.filter(card__in=[anna.card, second], code="51")
    assert all(row.facts["available_minor"] < 3_000_00 for row in declined)


@pytest.mark.requirement("CRD-05", "daily limits")
def test_two_cards_over_one_account_pass_neither_their_limits_nor_its_money(
    host: RunningHost, shop: Terminal, anna: Person
) -> None:
    """Ten by each limit, sixteen by the balance: together they pass both."""
    second = issue_card(customer=anna.customer, account=anna.card.account, kind="virtual")
    cast = (anna, Person(anna.customer, second, anna.phone))
    for who in cast:
        set_limit(card=who.card, kind="cash", amount=Money(30_000_00))
    asks = [shop.request(who.number, 3_000_00, operation=CASH) for _ in range(25) for who in cast]
    codes = at_once(host, asks)
    assert (codes["00"], codes["51"] + codes["61"]) == (16, 34)
    used = [standing_of(card=who.card, kind="cash").used.minor for who in cast]
    assert max(used) <= 30_000_00
    assert sum(used) == balance(anna).held.minor == 48_000_00


def test_one_message_sent_fifty_times_holds_once(
    host: RunningHost, shop: Terminal, anna: Person
) -> None:
    assert at_once(host, [buying(shop, anna, 1_000_00)] * MANY) == {"00": MANY}
    assert balance(anna).held == Money(1_000_00)


def test_one_unknown_number_sent_fifty_times_is_one_row(host: RunningHost, shop: Terminal) -> None:
    asked = shop.request("4111111111111111", 1_00)
    assert at_once(host, [asked] * MANY) == {"14": MANY}
    assert Authorization.objects.filter(rrn=asked.get(37)).count() == 1


def test_operations_reversals_and_presentments_in_any_order_leave_the_book_right(
    host: RunningHost, shop: Terminal, anna: Person
) -> None:
    asks = [buying(shop, anna, 1_000_00) for _ in range(12)]
    undone = [shop.reversal(asked) for asked in asks[:6]]
    claimed = [shop.presentment(asked) for asked in asks[6:]]
    codes = at_once(host, [*asks, *undone, *claimed, *undone, *claimed])
    assert set(codes) <= {"00", "12"}
    assert balance(anna).held == Money(0)
    assert balance(anna).amount == FIFTY_THOUSAND - Money(6_000_00)
    assert not list(find_wrongs())


def test_a_presentment_sent_fifty_times_is_posted_once(
    host: RunningHost, shop: Terminal, anna: Person
) -> None:
    asked = buying(shop, anna, 1_000_00)
    shop.ask(asked)
    assert at_once(host, [shop.presentment(asked)] * MANY) == {"00": MANY}
    assert Presentment.objects.filter(card=anna.card).count() == 1
    assert balance(anna).amount == FIFTY_THOUSAND - Money(1_000_00)


def test_sweeps_beside_operations_do_nothing_twice(
    host: RunningHost, shop: Terminal, anna: Person
) -> None:
    asks = [buying(shop, anna, 100_00) for _ in range(20)]
    together(
        lambda: at_once(host, asks), lapse_due_holds, lapse_due_holds,
        revert_due_limits, revert_due_limits,
    )  # fmt: skip
    assert balance(anna).held == Money(2_000_00)
