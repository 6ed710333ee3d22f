"""The demo's page of a shop and a cash machine, as a newcomer plays it against a running host."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from cards.limits import open_access
from homebank.lib.money import Money
from tests.authorization.asking import balance
from tests.authorization.conftest import RunningHost
from tests.people import Person

SHOP = "/demo/shop/"
HUNDRED = 100_00


class Player:
    """Somebody at the machine with a card in hand."""

    def __init__(self, person: Person) -> None:
        self.person, self.client = person, Client(headers={"accept-language": "en"})

    def play(self, **typed: str) -> str:
        """What the page says after this."""
        usual = {"kind": "shop", "number": self.person.number, "amount": "100", "currency": "KZT"}
        return self._text(self.client.post(SHOP, {**usual, **typed}, follow=True))

    def follow(self, deed: str) -> str:
        return self._text(self.client.post(SHOP, {"deed": deed}, follow=True))

    def _text(self, answer: Any) -> str:
        text: str = answer.content.decode()
        assert self.person.number not in text
        return text


@pytest.fixture
def player(host: RunningHost, anna: Person, settings: Any) -> Player:
    settings.CARDHOST_PORT = host.port
    return Player(anna)


def test_a_purchase_is_approved_taken_and_cannot_be_cancelled_any_more(
    player: Player, anna: Person
) -> None:
    assert "Approved" in player.play()
    assert balance(anna).held == Money(HUNDRED)
    assert "Claim of the money" in player.follow("claim")
    assert balance(anna).amount == Money(50_000_00 - HUNDRED)
    assert "a refund is due instead" in player.follow("cancel")
    assert balance(anna).amount == Money(50_000_00 - HUNDRED)


def test_a_purchase_is_cancelled_and_then_there_is_nothing_to_press(
    player: Player, anna: Person
) -> None:
    player.play()
    assert "Take the money" not in player.follow("cancel")
    assert balance(anna).held == Money(0)
    player.follow("claim")
    assert balance(anna).amount == Money(50_000_00)


def test_each_kind_of_place_meets_its_own_switch(player: Player, anna: Person) -> None:
    for kind in ("online", "recurring"):
        assert "such operations are closed" in player.play(kind=kind)
    open_access(card=anna.card, kind="internet")
    assert "Approved" in player.play(kind="online", expiry=anna.expiry, cvv=anna.cvv)
    assert "Approved" in player.play(kind="recurring", currency="USD", amount="1")
    assert "Approved" in player.play(kind="cash")
    assert "3-D Secure is needed" in player.play(kind="online", currency="EUR", amount="90")
    assert balance(anna).held == Money(2 * HUNDRED + 500_00)


def test_the_session_holds_the_number_sealed_only(player: Player, anna: Person) -> None:
    player.play()
    assert anna.number not in str(dict(player.client.session.items()))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"amount": ""}, "Enter an amount"),
        ({"amount": "-5"}, "Write the amount in digits"),
        ({"amount": "10.50", "currency": "JPY"}, "no hundredths"),
        ({"number": "4405"}, "12 to 19 digits"),
        ({"number": ""}, "Choose a card"),
        ({"expiry": "31.12"}, "no month and year"),
        ({"cvv": "12"}, "three digits"),
        ({"kind": "casino"}, "casino"),
        ({"currency": "XXX"}, "XXX"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence_and_nothing_is_sent(
    player: Player, typed: dict[str, str], says: str
) -> None:
    assert says in player.play(**typed)
    assert "Response code" not in player.play(**typed)


def test_without_a_host_it_says_so(anna: Person, settings: Any) -> None:
    settings.CARDHOST_PORT = 1
    assert "did not answer" in Player(anna).play()


def test_there_is_no_such_page_outside_a_demo(settings: Any, committed: None) -> None:
    settings.DEMO = False
    assert Client().get(SHOP).status_code == 404
