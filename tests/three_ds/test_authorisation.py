"""Each outcome of 3-D Secure as the card host sees it, over ISO 8583 on a socket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cards.authorization.proofs import make_proof
from cards.blocking import block_card
from cards.limits import open_access, set_limit
from cards.models import Card
from cards.three_ds import results
from cards.three_ds.schemes import turn_on_codes
from homebank.demo_bank.terminal import ONLINE, Terminal
from homebank.lib.currencies import TENGE
from homebank.lib.money import Money
from tests.accounts.pages import newest_code
from tests.authorization.asking import newest
from tests.authorization.conftest import RunningHost, host, rates
from tests.authorization.conftest import shop as terminal
from tests.people import Person, give, new_person
from tests.three_ds.shops import SHOP_ID, Shop, new_shop, row_of

__all__ = ["RunningHost", "host", "rates", "terminal"]
SMALL, LARGE = 2_500_00, 60_000_00
Buy = Callable[..., tuple[str, str]]


@pytest.fixture
def shop(committed: None) -> Shop:
    return new_shop()


@pytest.fixture
def anna(committed: None) -> Person:
    person = new_person(registered=False)
    give(person.card, Money(500_000_00))
    open_access(card=person.card, kind="internet")
    set_limit(card=person.card, kind="internet", amount=Money(500_000_00))
    return person


@pytest.fixture
def buy(terminal: Terminal, anna: Person) -> Buy:
    """Ask the card host; its code and what the decision knew of 3-D Secure."""

    def bought(minor: int, proof: str = "", **fields: str) -> tuple[str, str]:
        private = {"43": proof} if proof else {}
        asked = terminal.request(anna.number, minor, entry=ONLINE, private=private, **fields)
        code = terminal.ask(asked).get(39)
        return code, newest(anna).facts["three_ds"]

    return bought


def confirmed(shop: Shop, person: Person, minor: int) -> tuple[dict[str, Any], str]:
    """A purchase whose owner entered the code; its ARes and the proof of its RReq."""
    ares = shop.ask(person, purchaseAmount=str(minor))
    shop.do(shop.open(ares), "code", code=newest_code(person.phone))
    return ares, results.rreq_of(row_of(ares))["authenticationValue"]


@pytest.mark.requirement("TDS-06", "above 100 USD declined")
@pytest.mark.requirement("TDS-05", "one code for one purchase")
def test_a_confirmed_purchase_passes_once_and_as_it_was(shop: Shop, anna: Person, buy: Buy) -> None:
    turn_on_codes(card=anna.card)
    _ares, proof = confirmed(shop, anna, LARGE)
    assert buy(LARGE + 1, proof)[0] == "05"
    assert buy(LARGE, proof, f42="ANOTHERSHOP0001")[0] == "05"
    assert buy(LARGE, proof) == ("00", "Y")
    assert buy(LARGE, proof) == ("05", "Y")
    assert newest(anna).facts["authentication"] == "used"


@pytest.mark.requirement("TDS-06", "at or below passes")
def test_an_attempt_passes_below_a_hundred_dollars_and_proves_nothing_above(
    shop: Shop, anna: Person, buy: Buy
) -> None:
    told = shop.ask(anna, purchaseAmount=str(SMALL))
    assert told["transStatus"] == "A"
    assert buy(SMALL, told["authenticationValue"]) == ("00", "A")
    above = make_proof(number=anna.number, amount_minor=LARGE, currency=TENGE,
                       merchant_id=SHOP_ID, status="A")  # fmt: skip
    assert buy(LARGE, above) == ("05", "A")
    assert newest(anna).reason == "unsecured"


@pytest.mark.requirement("TDS-06", "above 100 USD declined")
def test_a_card_that_is_off_is_told_to_be_unsecured(shop: Shop, anna: Person, buy: Buy) -> None:
    assert shop.ask(anna, purchaseAmount=str(LARGE))["transStatusReason"] == "13"
    assert buy(LARGE) == ("05", "N13")
    assert newest(anna).reason == "unsecured"
    assert buy(SMALL) == ("00", "")


def test_who_failed_to_confirm_does_not_pass_without_the_proof(
    shop: Shop, anna: Person, buy: Buy
) -> None:
    turn_on_codes(card=anna.card)
    ares = shop.ask(anna, purchaseAmount=str(SMALL))
    assert buy(SMALL) == ("05", "C")
    shop.do(shop.open(ares), "cancel")
    assert buy(SMALL) == ("05", "N01")
    assert newest(anna).reason == "authentication"
    assert buy(SMALL, f42="ANOTHERSHOP0001") == ("00", "")


def test_information_and_trouble_are_no_proof_and_no_refusal(
    shop: Shop, anna: Person, buy: Buy
) -> None:
    turn_on_codes(card=anna.card)
    for minor, said in ((SMALL, "00"), (LARGE, "05")):
        asked = {"purchaseAmount": str(minor), "threeDSRequestorChallengeInd": "06"}
        assert shop.ask(anna, **asked)["transStatus"] == "I"
        assert buy(minor) == (said, "I")
    anna.customer.sim_changed_at = anna.card.opened_at
    anna.customer.save(update_fields=["sim_changed_at"])
    assert shop.ask(anna, purchaseAmount=str(SMALL + 1))["transStatus"] == "U"
    assert buy(SMALL + 1) == ("00", "U22")


def test_a_rejected_card_is_declined_even_when_the_block_is_lifted(
    shop: Shop, anna: Person, buy: Buy
) -> None:
    block_card(card=anna.card, reason="stolen")
    assert shop.ask(anna, purchaseAmount=str(SMALL))["transStatus"] == "R"
    assert buy(SMALL) == ("43", "R10")
    Card.objects.filter(pk=anna.card.pk).update(state="active", blocked_for="")
    assert buy(SMALL) == ("05", "R10")
