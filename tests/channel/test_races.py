"""Many at once on the channel: one nonce is heard once, one id is done once, limits hold."""

from collections import Counter
from typing import Any

import pytest

from accounts.codewords.rules import codeword_matches
from accounts.models import Customer
from channel import limits
from channel.models import TerminalDeed
from homebank.lib.money import Money
from ledger.accounts import balance_of
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


def _end(heard: Heard) -> str:
    if heard.status != 200:
        return heard.code
    return "repeated" if heard.told["repeated"] else "word"
