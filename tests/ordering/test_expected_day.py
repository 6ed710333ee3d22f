"""By which working day an ordered card is expected, and what is said when it is late (ORD-08)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from cards.models import CardOrder, OrderStep
from cards.ordering.expecting import expected_day, working_day
from homebank.lib import clock
from tests.accounts.pages import words
from tests.ordering.ordered import Customers, sent

pytestmark = pytest.mark.django_db
LONG = timedelta(days=60)


def taken_to(her: Customers, state: str, kind: str = "", **fields: Any) -> CardOrder:
    """The order as that step leaves it."""
    order = her.order
    CardOrder.objects.filter(pk=order.pk).update(state=state, **fields)
    OrderStep.objects.create(order=order, kind=kind or state, at=clock.now())
    return her.order


@pytest.mark.parametrize(("day", "after", "expected"), [
    (date(2026, 12, 11), 1, date(2026, 12, 14)),  # over a week-end
    (date(2026, 12, 15), 1, date(2026, 12, 17)),  # over 16 December
    (date(2026, 12, 31), 1, date(2027, 1, 4)),  # over the new year
    (date(2026, 12, 14), 0, date(2026, 12, 14)),
])  # fmt: skip
def test_days_off_are_not_counted(day: date, after: int, expected: date) -> None:
    assert working_day(day, after=after) == expected


@pytest.mark.requirement("ORD-08", "states are shown")
def test_the_customer_reads_the_day_while_the_card_is_made_and_on_its_way() -> None:
    her = sent()
    made = expected_day(taken_to(her, "in-production"))
    assert made is not None
    assert made == working_day(timezone.localdate(her.order.steps.latest("at").at), after=5 + 2)
    assert "Expected by" in words(her.look())
    sent_off = expected_day(taken_to(her, "on-its-way"))
    assert sent_off is not None
    assert sent_off < made
    assert "Expected by" in words(her.look())


def test_a_redirected_card_is_counted_anew_and_to_a_branch() -> None:
    her = sent()
    taken_to(her, "on-its-way")
    with clock.moved(LONG):
        order = taken_to(her, "on-its-way", "sent-again", delivery="branch")
        sent_at = timezone.localdate(order.steps.latest("at").at)
        assert expected_day(order) == working_day(sent_at, after=3)


def test_who_waits_in_vain_is_told_what_to_do() -> None:
    her = sent()
    taken_to(her, "on-its-way")
    with clock.moved(LONG):
        her.come_back()
        page = words(her.look())
    assert "It was expected by" in page
    assert "give the number of the order" in page


@pytest.mark.parametrize("state", ["received", "approved", "remake", "undelivered"])
def test_no_day_is_promised_of_anything_else(state: str) -> None:
    her = sent()
    taken_to(her, "in-production")
    CardOrder.objects.filter(pk=her.order.pk).update(state=state, kept_until=clock.now() + LONG)
    assert expected_day(her.order) is None
    assert "Expected by" not in words(her.look())
