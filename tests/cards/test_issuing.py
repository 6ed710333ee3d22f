"""Issuing: numbers of our own ranges, sealed at rest, each with an account of its own."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection, transaction

from cards.blocking import block_card
from cards.errors import ExpiryPassed, NotOurNumber, NotTheirAccount, NumberTaken
from cards.issuing import issue_card
from cards.models import Card, last_day
from homebank.lib import clock
from homebank.lib.ids import has_check_digit, with_check_digit
from homebank.lib.money import Money
from ledger.accounts import balance_of, open_account
from notifications.models import Event
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    return new_person(registered=False)


def test_a_drawn_number_is_of_our_range_and_has_its_check_digit(anna: Person) -> None:
    card = issue_card(customer=anna.customer, brand="Mastercard", kind="virtual")
    assert card.number.startswith("548318")
    assert has_check_digit(card.number)
    assert (card.brand, card.is_virtual) == ("Mastercard", True)


def test_a_card_works_four_years_to_the_last_day_of_its_month(anna: Person) -> None:
    today = clock.today()
    assert anna.card.expiry == last_day(today.year + 4, today.month)
    assert last_day(2028, 2) == date(2028, 2, 29)
    assert last_day(2027, 12) == date(2027, 12, 31)


def test_a_new_card_has_an_account_with_iban_and_no_money(anna: Person) -> None:
    card = issue_card(customer=anna.customer)
    assert card.account.owner_id == anna.customer.pk
    assert card.account.iban
    assert balance_of(card.account_id).available == Money(0)


def test_the_number_stands_in_the_table_sealed(anna: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(c)::text FROM cards_card c WHERE id = %s", [anna.card.pk])
        (row,) = cursor.fetchone()
    assert anna.number not in row
    assert not re.search(rf"(?<![0-9a-f]){anna.number[6:12]}(?![0-9a-f])", row)
    assert "v1$" in row
    with pytest.raises(FieldError):
        Card.objects.filter(number=anna.number).exists()


def test_a_truncated_number_has_six_and_four_digits(anna: Person) -> None:
    shown = Card(first6="440564", last4="6150").truncated
    assert shown == "4405\u00a064••\u00a0••••\u00a06150"


@pytest.mark.parametrize(
    "number", ["4111111111111111", "4405643477127824", "440564347712782", "44056434771278٢٣", "x"]
)
def test_a_number_that_is_not_ours_is_refused(anna: Person, number: str) -> None:
    with pytest.raises(NotOurNumber):
        issue_card(customer=anna.customer, number=number)


def test_a_number_is_given_once(anna: Person) -> None:
    with pytest.raises(NumberTaken):
        issue_card(customer=anna.customer, number=anna.number)
    assert Card.objects.of(anna.customer).count() == 1


def test_no_two_cards_of_a_customer_end_alike(
    anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By an SMS with four digits one of them is frozen."""
    ends = anna.number[12:15]
    numbers = (f"{begins:06d}{ends}" for begins in range(10**6))
    alike = next(n for n in numbers if with_check_digit(f"440564{n}")[-4:] == anna.card.last4)
    drawn = iter([int(alike), int(alike) + 1])
    monkeypatch.setattr("cards.issuing.secrets.randbelow", lambda _below: next(drawn))
    card = issue_card(customer=anna.customer)
    assert card.number[6:15] == f"{int(alike) + 1:09d}"
    assert card.last4 != anna.card.last4


def test_a_passed_expiry_and_a_strangers_account_are_refused(anna: Person) -> None:
    ben = new_person(registered=False)
    with pytest.raises(ExpiryPassed):
        issue_card(customer=anna.customer, expiry=clock.today() - timedelta(days=1))
    with pytest.raises(NotTheirAccount):
        issue_card(customer=anna.customer, account=ben.card.account)


def test_two_cards_may_share_one_account(anna: Person) -> None:
    account = open_account(kind="card", currency="KZT", owner_id=anna.customer.pk)
    plastic = issue_card(customer=anna.customer, account=account)
    virtual = issue_card(customer=anna.customer, account=account, kind="virtual")
    assert plastic.account_id == virtual.account_id


def test_an_event_tells_of_the_card_and_nothing_of_its_number(anna: Person) -> None:
    event = Event.objects.get(subject=anna.card.pk)
    assert event.kind == "card.issued"
    assert anna.number[-4:] not in str(event.facts)


def test_a_block_is_written_once_and_its_reason_with_it(anna: Person) -> None:
    block_card(card=anna.card, reason="stolen")
    block_card(card=anna.card, reason="lost")
    events = Event.objects.filter(subject=anna.card.pk, kind="card.blocked")
    assert [e.facts for e in events] == [{"reason": "stolen"}]
    assert anna.card.standing == Card.State.BLOCKED
    with pytest.raises(ValueError):
        block_card(card=anna.card, reason="bored")


def test_the_calendar_makes_a_card_expired_and_a_blocked_one_stays_blocked(anna: Person) -> None:
    with clock.moved(timedelta(days=5 * 365)):
        assert anna.card.standing == Card.State.EXPIRED
        assert not Card.objects.of(anna.customer).working()
    block_card(card=anna.card, reason="lost")
    with clock.moved(timedelta(days=5 * 365)):
        assert str(anna.card.standing) == "blocked"


def test_the_database_refuses_a_stored_expired_state(anna: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.filter(pk=anna.card.pk).update(state=Card.State.EXPIRED)
