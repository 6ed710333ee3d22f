"""The page of one operation: both currencies, the rate, and the way from the hold to the end."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cards.authorization.asked import Asked
from cards.authorization.presenting import Presented, post_presentment
from cards.authorization.taking import Place, take_operation
from cards.authorization.undoing import lapse_due_holds
from cards.models import Authorization
from homebank.lib import clock
from homebank.lib.currencies import BY_CODE
from tariffs.models import ExchangeRate
from tests.people import Person, new_person
from tests.statements.book import DAY, client_of, text_of

pytestmark = pytest.mark.django_db
EURO = BY_CODE["EUR"]


@pytest.fixture
def anna() -> Person:
    ExchangeRate.objects.create(currency="EUR", day=date(2000, 1, 1), units=1, tenge="602.15")
    return new_person()


@pytest.fixture
def her(anna: Person) -> Client:
    return client_of(anna)


def asked(person: Person, minor: int) -> Authorization:
    ask = Asked(operation="purchase", amount_minor=minor, currency=EURO,
                currency_number=EURO.number)  # fmt: skip
    place = Place(key=f"way {person.card.pk}", merchant="BERLIN HOTEL", rrn="632511482207")
    return take_operation(card=person.card, asked=ask, place=place, at=clock.now())


def claimed(person: Person, minor: int, part: int, parts: int) -> None:
    claim = Presented(reference=f"{person.card.pk} {part}", operation="purchase",
                      amount_minor=minor, currency=EURO, rrn="632511482207",
                      merchant="BERLIN HOTEL", part=part, parts=parts)  # fmt: skip
    post_presentment(card=person.card, presented=claim, at=clock.now())


def page_of(client: Client, row: Authorization) -> str:
    answer = client.get(reverse("disputes:operation", args=[row.pk]))
    assert answer.status_code == 200
    return text_of(answer.content.decode())


@pytest.mark.requirement("AUT-03", "shown with merchant and RRN")
def test_a_hold_tells_both_currencies_and_the_rate(anna: Person, her: Client) -> None:
    row = asked(anna, 20_00)
    text = page_of(her, row)
    for told in ("BERLIN HOTEL", "632511482207", row.auth_code, "20.00 EUR", "1 EUR = 602.15 KZT",
                 "₸12,043 .00"):  # fmt: skip
        assert told in text
    assert "The shop took it" not in text


@pytest.mark.requirement("CRD-04", "movements and holds")
def test_each_part_that_was_taken_is_a_step(anna: Person, her: Client) -> None:
    row = asked(anna, 20_00)
    claimed(anna, 5_00, 1, 2)
    claimed(anna, 14_00, 2, 2)
    text = page_of(her, row)
    assert text.index("blocked the money") < text.index("5.00 EUR") < text.index("14.00 EUR")
    assert text.count("The shop took it") == 2


def test_a_lapse_is_the_end_of_the_way(anna: Person, her: Client) -> None:
    row = asked(anna, 20_00)
    with clock.moved(30 * DAY):
        lapse_due_holds()
    assert "did not take it in time" in page_of(her, row)
    row.refresh_from_db()
    assert row.outcome == "lapsed"


def test_a_movement_of_another_is_not_found(anna: Person) -> None:
    row = asked(anna, 20_00)
    mallory = client_of(new_person())
    assert mallory.get(reverse("disputes:operation", args=[row.pk])).status_code == 404
