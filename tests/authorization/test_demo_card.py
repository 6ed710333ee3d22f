"""The demo's shop and cash machine, as a person plays them against the running host."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from cards.limits import open_access
from homebank.lib.money import Money
from tests.authorization.asking import balance
from tests.authorization.conftest import RunningHost
from tests.people import Person

Play = Callable[..., str]


@pytest.fixture
def play(host: RunningHost, anna: Person) -> Play:
    def played(place: str, amount: str, *more: str) -> str:
        said = StringIO()
        with override_settings(DEMO=True):
            call_command("demo_card", place, anna.number, amount, *more, f"--port={host.port}",
                         stdout=said)  # fmt: skip
        return said.getvalue()

    return played


def test_a_shop_asks_claims_and_cancels(play: Play, anna: Person) -> None:
    assert "asked: approved (00)" in play("shop", "2500")
    assert "claimed: approved (00)" in play("shop", "1500,50", "--then=claim")
    assert "cancelled: approved (00)" in play("shop", "1000", "--then=cancel")
    assert balance(anna).held == Money(2_500_00)
    assert balance(anna).amount == Money(48_499_50)


def test_a_machine_and_a_shop_on_the_internet_ask_too(play: Play, anna: Person) -> None:
    assert "approved" in play("cash", "5000", f"--expiry={anna.expiry}")
    with pytest.raises(CommandError, match="declined"):
        play("online", "20", "--currency=USD", f"--cvv={anna.cvv}")
    open_access(card=anna.card, kind="internet")
    assert "approved" in play("online", "20", "--currency=USD", f"--cvv={anna.cvv}", "--secure")
    assert balance(anna).held == Money(5_000_00 + 10_000_00)


@pytest.mark.parametrize(
    "asked", [("shop", "a lot"), ("shop", "10", "--currency=XXX"), ("shop", "10", "--expiry=x")]
)
def test_what_cannot_be_asked_is_told_in_a_sentence(play: Play, asked: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        play(*asked)


def test_outside_a_demo_and_without_a_host_it_says_so() -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError, match="Only a demo"):
        call_command("demo_card", "shop", "4405645000006150", "1")
    with override_settings(DEMO=True), pytest.raises(CommandError, match="does not answer"):
        call_command("demo_card", "shop", "4405645000006150", "1", "--port=1")
