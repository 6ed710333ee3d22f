"""What if, and will it go through: the same decision, asked without a shop."""

from __future__ import annotations

import pytest

from cards.authorization.asked import Asked
from cards.authorization.gathering import foresee
from cards.authorization.replaying import what_if
from cards.authorization.taking import Place, take_operation
from cards.limits import close_access, set_limit, standing_of
from cards.models import Authorization
from homebank.lib import clock
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from tests.authorization.asking import balance
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    return new_person(registered=False)


def take_cash(person: Person, *amounts: int) -> list[str]:
    rows = [
        take_operation(
            card=person.card, asked=Asked(operation="cash", amount_minor=minor),
            place=Place(key=uuid7().hex), at=clock.now(),
        )
        for minor in amounts
    ]  # fmt: skip
    return [row.reason for row in rows]


def test_asking_before_buying_says_what_then_happens_and_takes_nothing(anna: Person) -> None:
    for minor in (1_00, 50_000_00, 50_000_01):
        asked = Asked(operation="cash", amount_minor=minor)
        before = foresee(card=anna.card, asked=asked)
        assert balance(anna).held == Money(0)
        assert standing_of(card=anna.card, kind="cash").used == Money(0)
        assert before.reason == ("balance" if minor > 50_000_00 else "")
    assert not Authorization.objects.filter(card=anna.card).exists()
    assert take_cash(anna, 50_000_01, 50_000_00) == ["balance", ""]


def test_the_same_limit_again_changes_nothing(anna: Person) -> None:
    set_limit(card=anna.card, kind="cash", amount=Money(10_000_00))
    assert take_cash(anna, 6_000_00, 6_000_00, 4_000_00) == ["", "limit", ""]
    assert not any(each.is_changed for each in what_if(card=anna.card, kind="cash"))


def test_another_limit_lets_others_pass(anna: Person) -> None:
    set_limit(card=anna.card, kind="cash", amount=Money(10_000_00))
    take_cash(anna, 6_000_00, 6_000_00, 4_000_00)
    higher = what_if(card=anna.card, kind="cash", amount=Money(12_000_00))
    assert [each.decision.reason for each in higher] == ["", "", "limit"]
    lower = what_if(card=anna.card, kind="cash", amount=Money(5_000_00))
    assert [each.decision.reason for each in lower] == ["limit", "limit", ""]
    closed = what_if(card=anna.card, kind="cash", is_open=False)
    assert {each.decision.reason for each in closed} == {"cash-closed"}


def test_what_was_closed_is_seen_as_if_it_had_been_open(anna: Person) -> None:
    close_access(card=anna.card, kind="cash")
    assert take_cash(anna, 1_00) == ["cash-closed"]
    opened = what_if(card=anna.card, kind="cash", is_open=True)
    assert [each.is_changed for each in opened] == [True]


def test_anothers_operations_are_not_among_them(anna: Person) -> None:
    take_cash(new_person(registered=False), 1_00)
    assert what_if(card=anna.card, kind="cash") == []
