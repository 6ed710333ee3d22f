"""The same day each month, the 31st as the last day of a shorter one: also in leap years."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.alerts.months import current_month, next_month

days = st.dates(date(2020, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("day", "anchor", "following"),
    [(date(2027, 1, 31), 31, date(2027, 2, 28)), (date(2027, 2, 28), 31, date(2027, 3, 31)),
     (date(2028, 1, 31), 31, date(2028, 2, 29)), (date(2028, 2, 29), 30, date(2028, 3, 30)),
     (date(2026, 12, 15), 15, date(2027, 1, 15)), (date(2028, 2, 29), 29, date(2028, 3, 29))],
)  # fmt: skip
def test_the_next_month_begins_on_the_same_day(day: date, anchor: int, following: date) -> None:
    assert next_month(day, anchor=anchor) == following


@given(day=days)
def test_a_year_of_months_comes_back_to_the_day(day: date) -> None:
    due = day
    for _month in range(12):
        before, due = due, next_month(due, anchor=day.day)
        assert 28 <= (due - before).days <= 31
        assert due.day == min(day.day, monthrange(due.year, due.month)[1])
    assert due.replace(day=1) == day.replace(year=day.year + 1, day=1)


@given(day=days, later=st.integers(0, 900))
def test_the_current_month_is_the_last_that_has_come(day: date, later: int) -> None:
    today = day + timedelta(days=later)
    current = current_month(day, anchor=day.day, today=today)
    assert day <= current <= today < next_month(current, anchor=day.day)
