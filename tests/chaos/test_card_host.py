"""SIGKILL between a shop's message and its answer: the shop asks again, and one hold stands."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from homebank.demo_bank.terminal import NoAnswer, Terminal
from homebank.lib.iso8583 import Message, encode
from tests.chaos.test_kills import kill_one_backend
from tests.system import LiveBank, wait_for

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("mortal")]
AMOUNT, ASKED = 1_000_00, 6
START = 50_000_00


@pytest.mark.requirement("AUT-02", "duplicates answered alike")
@pytest.mark.parametrize("killed", ["host", "backend"])
def test_what_was_asked_while_a_part_died_is_held_once(mortal: LiveBank, killed: str) -> None:
    person = mortal.person(registered=False)
    for number in range(ASKED):
        asked = Terminal(mortal.system.cardhost_port).request(person["number"], AMOUNT)
        if number == ASKED // 2:
            cut_off(mortal, asked, killed)
        codes = [answer_to(mortal, asked), answer_to(mortal, asked)]
        assert codes == ["00", "00"]
    assert held_on(mortal, person) == ASKED * AMOUNT


def cut_off(bank: LiveBank, asked: Message, killed: str) -> None:
    """The message is sent; what answers it, or keeps its answer, dies at that moment."""
    raw = encode(asked)
    with Terminal(bank.system.cardhost_port) as line:
        line.send(len(raw).to_bytes(2, "big") + raw)
        if killed == "host":
            bank.system.kill("cardhost")
            return
        wait_for(lambda: kill_one_backend(bank))


def answer_to(bank: LiveBank, asked: Message) -> str:
    """The shop asks until it is answered, and again after a malfunction."""

    def ask() -> str | None:
        try:
            with Terminal(bank.system.cardhost_port) as line:
                code = line.ask(asked).get(39)
        except (OSError, NoAnswer):
            return None
        return None if code == "96" else code

    return wait_for(ask)


def held_on(bank: LiveBank, person: dict[str, Any]) -> int:
    rows = bank.query(
        "SELECT sum(held_minor), sum(amount_minor) FROM ledger_balance WHERE account_id = %s",
        person["account"],
    )
    held, amount = itertools.chain.from_iterable(rows)
    assert amount == START
    return int(held)
