"""What a customer's own file tells of the use of the cards: every operation, claim and change."""

import json

import pytest

from cards.authorization.asked import Asked
from cards.authorization.presenting import Presented, post_presentment
from cards.authorization.taking import Place, take_operation
from cards.limits import set_limit
from cards.own_data import tell
from homebank.lib import clock
from homebank.lib.currencies import TENGE
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from homebank.lib.own_data import as_json, as_text
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    """A purchase that was taken, a decline, and a limit that was lowered."""
    person, at = new_person(registered=False), clock.now()
    for minor, rrn in ((1_000_00, "632517000001"), (90_000_00, "632517000002")):
        asked = Asked(operation="purchase", amount_minor=minor, number=person.number)
        place = Place(key=uuid7().hex, merchant="KAZSHOP.KZ", rrn=rrn)
        take_operation(card=person.card, asked=asked, place=place, at=at)
    presented = Presented(reference=uuid7().hex, operation="purchase", amount_minor=1_000_00,
                          currency=TENGE, rrn="632517000001", merchant="KAZSHOP.KZ")  # fmt: skip
    post_presentment(card=person.card, presented=presented, at=at)
    set_limit(card=person.card, kind="cash", amount=Money(50_000_00))
    return person


def test_the_file_tells_operations_claims_and_changes(anna: Person) -> None:
    told = json.loads("".join(as_json([], tell(anna.customer))).replace("{\n,", "{", 1))
    assert {(row["rrn"], row["outcome"], row["reason"]) for row in told["card_operations"]} == {
        ("632517000001", "posted", ""), ("632517000002", "declined", "balance")
    }  # fmt: skip
    [claimed] = told["presentments"]
    assert claimed["amount"] == {"minor": 1_000_00, "currency": "KZT"}
    [changed] = told["limit_changes"]
    assert (changed["limit"], changed["amount"]["minor"]) == ("cash", 50_000_00)


def test_no_whole_number_is_told(anna: Person) -> None:
    text = "".join(as_text([], tell(anna.customer)))
    assert anna.card.truncated in " ".join(text.split("\n")) or anna.card.last4 in text
    assert anna.number not in text


def test_nothing_of_strangers_is_told(anna: Person) -> None:
    other = "".join(as_text([], tell(new_person(registered=False).customer)))
    assert "632517000001" not in other
