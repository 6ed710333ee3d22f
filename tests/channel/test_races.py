"""Many at once on the channel: one nonce is heard once, one id is done once, limits hold."""

from collections import Counter, deque
from typing import Any

import pytest

from accounts.codewords.rules import codeword_matches
from accounts.models import Customer
from cards.blocking import block_card
from channel import limits
from channel.models import TerminalDeed
from homebank.lib import throttle
from homebank.lib.money import Money
from homebank.lib.throttle import Limit
from ledger.accounts import balance_of
from notifications.models import Event
from tests.accounts.authenticator import token
from tests.accounts.staff import at_the_desk
from tests.accounts.test_codes import at_once
from tests.channel.machine import Heard, Machine, new_machine
from tests.people import FIFTY_THOUSAND, Person, new_person

FEE = Money(3_000)


@pytest.fixture
def machine(committed: None) -> Machine:
    return new_machine()


@pytest.fixture
def anna(committed: None) -> Person:
    return new_person()


def left_of(person: Person) -> Money:
    return balance_of(person.card.account_id).amount


def test_of_ten_copies_of_one_signed_request_one_is_heard(machine: Machine) -> None:
    headers = machine.signed("GET", "health", b"")
    heard: list[Any] = at_once(10, lambda: machine.send("GET", "health", b"", headers))
    assert Counter(each.status for each in heard) == {200: 1, 409: 9}


def test_ten_requests_with_one_id_charge_once_and_tell_one_word(
    machine: Machine, anna: Person
) -> None:
    told = machine.asks(anna)
    heard: list[Any] = at_once(10, lambda: machine.post("codeword-slip", told))
    counted = Counter(_end(each) for each in heard)
    # The limit of the day is counted first: who came too late for it is told so, or hears a
    # repetition; nobody does it twice.
    assert counted["word"] == 1
    assert counted["word"] + counted["repeated"] + counted["too-many"] == 10
    [word] = [each.told["word"] for each in heard if "word" in each.told]
    assert codeword_matches(Customer.objects.get(pk=anna.customer.pk), word)
    assert left_of(anna) == FIFTY_THOUSAND - FEE
    assert TerminalDeed.objects.filter(terminal=machine.terminal).count() == 1


def test_ten_slips_at_once_are_three(machine: Machine, anna: Person) -> None:
    heard: list[Any] = at_once(10, lambda: machine.post("codeword-slip", machine.asks(anna)))
    counted = Counter(_end(each) for each in heard)
    assert counted == {"word": limits.SLIPS.count, "too-many": 10 - limits.SLIPS.count}
    assert left_of(anna) == FIFTY_THOUSAND - FEE - FEE - FEE


def test_money_for_one_slip_prints_one(machine: Machine) -> None:
    poor = new_person(balance=Money(3_500))
    heard: list[Any] = at_once(3, lambda: machine.post("codeword-slip", machine.asks(poor)))
    assert Counter(_end(each) for each in heard) == {"word": 1, "no-money": 2}
    assert left_of(poor) == Money(500)


def test_many_slips_at_once_are_as_many_as_the_terminal_may_print(machine: Machine) -> None:
    people = [new_person() for _ in range(6)]
    _use_up(limits.TERMINAL_SLIPS, machine, but=2)
    asked = deque(machine.asks(person) for person in people)
    heard: list[Any] = at_once(6, lambda: machine.post("codeword-slip", asked.pop()))
    assert Counter(_end(each) for each in heard) == {"word": 2, "terminal-stopped": 4}
    assert Event.objects.filter(kind="terminal-stopped", subject=machine.terminal.pk).count() == 1


def test_many_unknown_cards_at_once_are_told_of_as_few(machine: Machine, anna: Person) -> None:
    _use_up(limits.UNKNOWN_CARDS, machine, but=3)
    asked = deque(machine.asks(anna, card=f"4000000000{n:06}") for n in range(8))
    heard: list[Any] = at_once(8, lambda: machine.post("codeword-slip", asked.pop()))
    told = Counter(_end(each) for each in heard)
    assert told["card-unknown"] == 3
    assert told["card-unknown"] + told["terminal-stopped"] + told["too-many"] == 8
    assert Event.objects.filter(kind="terminal-stopped", subject=machine.terminal.pk).count() == 1


def test_a_code_of_an_operator_is_spent_once_by_many_at_once(committed: None) -> None:
    branches, olga = [new_machine("branch") for _ in range(2)], at_the_desk("branch")[1]
    people = [new_person() for _ in range(4)]
    for person in people:
        block_card(card=person.card, reason="lost")
    staff = {"document": "passport", "reason": "lost", "operator": olga.login_name,
             "operator_code": token(olga)}  # fmt: skip
    asked = deque((branches[n % 2], branches[n % 2].asks(person, **staff))
                  for n, person in enumerate(people))  # fmt: skip
    heard: list[Any] = at_once(4, lambda: _unblock(*asked.pop()))
    assert Counter(each.status for each in heard) == {200: 1, 403: 3}


def _unblock(branch: Machine, told: dict[str, Any]) -> Heard:
    return branch.post("unblocking", told)


def _use_up(limit: Limit, machine: Machine, *, but: int) -> None:
    for _ in range(limit.count - but):
        throttle.take(limit, str(machine.terminal.pk))


def _end(heard: Heard) -> str:
    if heard.status != 200:
        return heard.code
    return "repeated" if heard.told["repeated"] else "word"
