"""Whatever moves: opening and sum are closing, the book says the same, pages are the period."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cards.statements.finding import every_line, page_of, statement_of
from cards.statements.periods import Period
from cards.statements.wishes import Wish
from homebank.lib import clock
from homebank.lib.money import Money
from ledger.accounts import balance_of
from tests.people import new_person
from tests.statements.book import DAY, move

pytestmark = pytest.mark.django_db
AGES = st.lists(st.integers(0, 12), min_size=0, max_size=14).map(lambda ages: sorted(ages)[::-1])
SUMS = st.integers(-20_000, 30_000).filter(bool)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ages=AGES, sums=st.lists(SUMS, min_size=14, max_size=14), first=st.integers(0, 13),
       length=st.integers(0, 13))  # fmt: skip
def test_a_period_adds_up_to_the_tiyn(
    ages: list[int], sums: list[int], first: int, length: int
) -> None:
    with clock.moved(timedelta(days=-20)):
        card = new_person(balance=Money(1_000_000), registered=False).card
    for age, minor in zip(ages, sums, strict=False):
        with clock.moved(-age * DAY):
            move(card, minor)
    last_day = clock.today() - first * DAY
    wish = Wish(Period(last_day - length * DAY, last_day))
    made = statement_of(account=card.account, wish=wish)
    lines = [line for _seen, chunk in every_line(made) for line in chunk]
    between = [m for age, m in zip(ages, sums, strict=False) if first <= age <= first + length]
    assert [line.amount.minor for line in lines] == between[::-1]
    assert made.stretch.opening.minor + sum(between) == made.stretch.closing.minor
    assert page_of(made).lines == lines
    if first == 0:
        assert made.stretch.closing == balance_of(card.account_id).amount
    balance = made.stretch.opening
    for line in reversed(lines):
        balance += line.amount
        assert line.balance == balance
