"""The monthly fee: on its day, once, however often swept; a month without money is not owed."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cards.alerts.charging import charge_due_alerts
from cards.alerts.fees import quote_month
from cards.alerts.switching import turn_off_alerts
from cards.alerts.telling import is_told_of
from cards.models import AlertFee, Card
from homebank.lib.ids import uuid7
from homebank.lib.money import Money
from ledger.accounts import balance_of, bank_account
from ledger.posting import Leg, post
from tests.accounts.pages import texts, words
from tests.cards.settings.alerting import (
    FEE,
    charged,
    due_on,
    fees_in_the_book,
    noon_of,
    service,
    sweep_on,
    switch_on,
)
from tests.cards.settings.switching import at, at_home, confirm, events, press
from tests.people import Person, give, new_person

pytestmark = pytest.mark.django_db
JANUARY = date(2027, 1, 31)


@pytest.fixture
def anna() -> Person:
    """Switched on at noon of the 31st of January."""
    person = new_person(language="en")
    with noon_of(JANUARY):
        switch_on(person)
    return person


def spend_all(person: Person) -> None:
    available = balance_of(person.card.account_id).available
    legs = [Leg(person.card.account_id, -available), Leg(bank_account("cash").pk, available)]
    post(transfer_id=uuid7(), kind="bill-payment", legs=legs, customer_id=person.customer.pk)


def test_each_month_is_charged_on_its_last_day_where_there_is_no_31st(anna: Person) -> None:
    for day in (date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)):
        sweep_on(day - timedelta(days=1))
        sweep_on(day)
        sweep_on(day)
    assert charged(anna) == [JANUARY, date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]
    assert fees_in_the_book(anna) == [FEE.minor] * 4


def test_a_leap_year_has_its_29th() -> None:
    ben = new_person()
    with noon_of(date(2028, 1, 30)):
        switch_on(ben)
    sweep_on(date(2028, 2, 29))
    sweep_on(date(2028, 3, 30))
    assert charged(ben) == [date(2028, 1, 30), date(2028, 2, 29), date(2028, 3, 30)]


def test_a_month_without_money_pauses_and_says_so(anna: Person) -> None:
    spend_all(anna)
    sweep_on(date(2027, 2, 28))
    assert service(anna).state == "paused"
    with noon_of(date(2027, 2, 28)):
        assert not is_told_of(anna.card)
    assert len(texts(anna.phone, "alerts-paused")) == len(events(anna, "card.alerts-paused")) == 1
    assert fees_in_the_book(anna) == [FEE.minor]


def test_a_month_without_money_is_not_charged_later(anna: Person) -> None:
    spend_all(anna)
    sweep_on(date(2027, 2, 28))
    give(anna.card, Money(1_000_00))
    sweep_on(date(2027, 3, 1))
    assert fees_in_the_book(anna) == [FEE.minor]
    sweep_on(date(2027, 3, 31))
    assert charged(anna) == [JANUARY, date(2027, 3, 31)]
    assert len(texts(anna.phone, "alerts-resumed")) == 1


def test_a_pause_of_two_months_is_told_once(anna: Person) -> None:
    spend_all(anna)
    for day in (date(2027, 2, 28), date(2027, 3, 31)):
        sweep_on(day)
    assert len(texts(anna.phone, "alerts-paused")) == 1
    assert AlertFee.objects.filter(service=service(anna), outcome="unpaid").count() == 2


def test_pressing_resumes_at_once_and_the_day_is_that_of_the_press() -> None:
    ben = new_person(language="en")
    switch_on(ben)
    spend_all(ben)
    due, first = due_on(ben), charged(ben)
    sweep_on(due)
    with noon_of(due + timedelta(days=3)):
        give(ben.card, Money(1_000_00))
        his = at_home(ben)
        assert "nothing is owed" in words(his.get(at("settings", ben)))
        confirm(his, ben, press(his, "alerts", ben, fee=str(FEE.minor)))
        assert is_told_of(ben.card)
    assert charged(ben) == [*first, due + timedelta(days=3)]
    assert service(ben).anchor == (due + timedelta(days=3)).day


def test_pressing_on_the_very_day_that_failed_is_charged_once(anna: Person) -> None:
    spend_all(anna)
    sweep_on(date(2027, 2, 28))
    give(anna.card, Money(1_000_00))
    with noon_of(date(2027, 2, 28)):
        switch_on(anna)
        switch_on(anna)
        charge_due_alerts()
    assert charged(anna) == [JANUARY, date(2027, 2, 28)]


def test_months_that_no_sweep_saw_are_not_charged(anna: Person) -> None:
    """The bank was down: that is not the customer's cost."""
    sweep_on(date(2027, 6, 2))
    assert charged(anna) == [JANUARY, date(2027, 5, 31)]
    assert service(anna).due_on == date(2027, 6, 30)


def test_off_is_not_charged(anna: Person) -> None:
    with noon_of(date(2027, 2, 10)):
        turn_off_alerts(card=anna.card)
    sweep_on(date(2027, 2, 28))
    assert charged(anna) == [JANUARY]


@pytest.mark.parametrize("state", ["blocked", "closed"])
def test_for_a_card_that_is_over_the_service_ends_by_itself(anna: Person, state: str) -> None:
    Card.objects.filter(pk=anna.card.pk).update(state=state)
    sweep_on(date(2027, 2, 28))
    assert (charged(anna), service(anna).state) == ([JANUARY], "off")
    assert len(texts(anna.phone, "alerts-off")) == 1


def test_a_fee_points_at_the_quote_that_it_came_from(anna: Person) -> None:
    sweep_on(date(2027, 2, 28))
    for fee in AlertFee.objects.filter(service=service(anna)):
        assert (fee.quote.fee, fee.fee, fee.quote.customer_id) == (FEE, FEE, anna.customer.pk)


def test_what_was_quoted_today_costs_what_the_tariff_says() -> None:
    assert quote_month(customer_id=new_person().customer.pk).fee == FEE


class Schedules(TestCase):
    """However the days fall on which sweeps come and money is there."""

    @settings(max_examples=15)
    @given(
        start=st.dates(date(2027, 1, 1), date(2028, 12, 31)),
        steps=st.lists(st.tuples(st.integers(0, 45), st.booleans()), min_size=1, max_size=8),
    )
    def test_no_month_is_charged_twice(self, start: date, steps: list[tuple[int, bool]]) -> None:
        ben, day = new_person(balance=Money(200_00), registered=False), start
        with noon_of(start):
            switch_on(ben)
        for later, has_money in steps:
            day += timedelta(days=later)
            if has_money and not balance_of(ben.card.account_id).available:
                give(ben.card, Money(200_00))
            sweep_on(day)
            sweep_on(day)
        days = charged(ben)
        assert len(days) == len(fees_in_the_book(ben)) == len(set(days))
        months = [due.year * 12 + due.month for due in days]
        assert all(before < after for before, after in itertools.pairwise(months))
        assert balance_of(ben.card.account_id).available >= Money(0)
