"""What SMS alerts tell: each operation of the card, while the service is on and paid."""

import pytest

from cards.alerts.switching import turn_off_alerts
from cards.authorization.asked import Asked
from cards.authorization.presenting import Presented, post_presentment
from cards.authorization.taking import Place, note_advice, take_operation
from cards.authorization.undoing import reverse_operation
from cards.models import Authorization, Card
from homebank.lib import clock
from homebank.lib.currencies import TENGE
from homebank.lib.ids import uuid7
from tests.accounts.pages import texts
from tests.cards.settings.alerting import switch_on
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
MAGNUM = "MAGNUM ALMATY"


@pytest.fixture
def anna() -> Person:
    person = new_person(language="ru", registered=False)
    switch_on(person)
    return person


def ask(person: Person, operation: str = "purchase", minor: int = 12_500_00) -> Authorization:
    card = Card.objects.select_for_update(no_key=True).get(pk=person.card.pk)
    asked = Asked(operation=operation, amount_minor=minor)
    place = Place(key=str(uuid7()), merchant=MAGNUM, rrn="632511482207")
    return take_operation(card=card, asked=asked, place=place, at=clock.now())


def present(person: Person, operation: str = "purchase", minor: int = 12_500_00) -> None:
    claim = Presented(reference=str(uuid7()), operation=operation, amount_minor=minor,
                      currency=TENGE, merchant=MAGNUM)  # fmt: skip
    post_presentment(card=Card.objects.get(pk=person.card.pk), presented=claim, at=clock.now())


@pytest.mark.parametrize(
    ("operation", "purpose", "told"),
    [("purchase", "purchase-done", "Покупка 12 500 ₸, MAGNUM"),
     ("cash", "cash-done", "Наличные 12 500 ₸, MAGNUM"),
     ("transfer", "card-transfer-done", "Перевод 12 500 ₸, MAGNUM")],
)  # fmt: skip
def test_an_approved_operation_is_told(
    anna: Person, operation: str, purpose: str, told: str
) -> None:
    assert ask(anna, operation).code == "00"
    (sms,) = texts(anna.phone, purpose)
    assert sms.startswith(told)
    assert f"*{anna.card.last4}" in sms


def test_it_tells_what_is_left(anna: Person) -> None:
    ask(anna, minor=10_000_00)
    assert "Доступно 39 800 ₸" in texts(anna.phone, "purchase-done")[0]


def test_a_declined_operation_is_told(anna: Person) -> None:
    assert ask(anna, minor=90_000_00).reason == "balance"
    assert texts(anna.phone, "card-declined") == [
        f"Отказ: 90 000 ₸, MAGNUM ALMATY, карта *{anna.card.last4}"
    ]


def test_what_was_cancelled_is_told_with_what_came_back(anna: Person) -> None:
    reverse_operation(row=ask(anna), left_minor=2_500_00)
    assert "Отмена: 10 000 ₸" in texts(anna.phone, "card-reversed")[0]


def test_what_a_shop_took_and_gave_back_is_told(anna: Person) -> None:
    present(anna)
    present(anna, "refund", 500_00)
    assert "Списано 12 500 ₸" in texts(anna.phone, "card-settled")[0]
    assert "Возврат 500 ₸" in texts(anna.phone, "card-refunded")[0]


def test_what_another_party_approved_is_told(anna: Person) -> None:
    place = Place(key=str(uuid7()), merchant=MAGNUM)
    asked = Asked(operation="purchase", amount_minor=1_000_00)
    note_advice(card=anna.card, asked=asked, place=place, at=clock.now(), was_approved=True)
    assert len(texts(anna.phone, "purchase-done")) == 1


def test_asking_for_the_balance_is_no_operation(anna: Person) -> None:
    before = len(texts(anna.phone))
    ask(anna, "balance", 0)
    assert len(texts(anna.phone)) == before


def test_switched_off_nothing_is_told(anna: Person) -> None:
    turn_off_alerts(card=anna.card)
    before = len(texts(anna.phone))
    ask(anna)
    present(anna)
    assert len(texts(anna.phone)) == before


def test_a_shop_without_a_name_is_told_without_one(anna: Person) -> None:
    asked = Asked(operation="purchase", amount_minor=1_000_00)
    take_operation(card=anna.card, asked=asked, place=Place(key=str(uuid7())), at=clock.now())
    assert texts(anna.phone, "purchase-done")[0].startswith("Покупка 1 000 ₸, -, карта")
