"""The end of a day: nothing unexplained in suspense, balances kept, days in their order."""

import io
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from homebank.lib import clock
from homebank.lib.ids import uuid7
from ledger.accounts import bank_account
from ledger.closing import close_day, next_day
from ledger.errors import ClosedAlready, DayIsNotOver, DaysBefore, NoSuchItem, Unexplained
from ledger.models import ClosedDay
from ledger.posting import Leg, post, reverse
from ledger.suspense import explain_item, items
from tests.accounts.pages import words
from tests.accounts.staff import at_the_desk
from tests.ledger.book import account_with, move, tenge

pytestmark = pytest.mark.django_db
PAGE = f"/{settings.ADMIN_PATH}/ledger/closedday/end-of-day/"
TOMORROW = timedelta(days=1)


def in_suspense(whole: int) -> UUID:
    """So much that nobody knows the owner of; the deed that it came by."""
    deed, suspense, payer = uuid7(), bank_account("suspense"), account_with(tenge(whole))
    legs = [Leg(payer.pk, -tenge(whole)), Leg(suspense.pk, tenge(whole))]
    post(transfer_id=deed, kind="reversal", legs=legs, customer_id=None, subject=deed)
    return deed


@pytest.mark.requirement("OPS-12", "owner, age, oldest item")
def test_an_item_has_an_owner_an_age_and_goes_when_it_is_cleared() -> None:
    first = in_suspense(5)
    in_suspense(7)
    with clock.moved(timedelta(days=3)):
        oldest, other = items()
        assert (oldest.deed, oldest.amount, oldest.owner, oldest.days) == (
            first, tenge(5), "branch", 3)  # fmt: skip
        reverse(transfer_id=oldest.deed, reversal_id=uuid7(), reason="it was Anna's")
        assert [item.deed for item in items()] == [other.deed]


@pytest.mark.requirement("OPS-12", "the day does not close")
def test_a_day_does_not_close_on_an_unexplained_item() -> None:
    deed = in_suspense(5)
    today = clock.today()
    with clock.moved(TOMORROW):
        with pytest.raises(Unexplained) as refused:
            close_day(day=today)
        assert refused.value.values["count"] == 1
        explain_item(deed=deed, text="A claim for a card of another bank", by="olga")
        assert close_day(day=today).day == today


def test_the_balances_of_the_end_of_the_day_are_kept_whatever_comes_later() -> None:
    anna = account_with(tenge(100))
    today = clock.today()
    with clock.moved(TOMORROW):
        move(anna, bank_account("cash"), tenge(30))
        closed = close_day(day=today)
    rows = {row["name"]: row for row in closed.balances if row["name"]}
    customers = [row for row in closed.balances if not row["name"]]
    assert sum(row["balance_minor"] for row in customers) == tenge(100).minor
    assert sum(row["balance_minor"] for row in closed.balances) == 0
    assert rows["cash"]["went_minor"] == -tenge(100).minor


def test_days_are_closed_in_their_order_once_and_when_they_are_over() -> None:
    account_with(tenge(1))
    today = clock.today()
    with pytest.raises(DayIsNotOver):
        close_day(day=today)
    with clock.moved(timedelta(days=2)):
        with pytest.raises(DaysBefore):
            close_day(day=today + TOMORROW)
        close_day(day=today)
        with pytest.raises(ClosedAlready):
            close_day(day=today)
        assert next_day() == today + TOMORROW


def test_a_note_on_nothing_is_refused() -> None:
    with pytest.raises(NoSuchItem):
        explain_item(deed=uuid7(), text="x", by="olga")


@pytest.mark.parametrize("table", ["ledger_closedday", "ledger_suspensenote"])
def test_what_is_closed_or_noted_is_never_changed(table: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_the_command_closes_every_day_and_says_what_hinders() -> None:
    in_suspense(5)
    with clock.moved(timedelta(days=3)):
        with pytest.raises(CommandError, match="without an explanation"):
            call_command("close_day", all=True, stdout=io.StringIO())
        for item in items():
            explain_item(deed=item.deed, text="known", by="olga")
        call_command("close_day", all=True, stdout=io.StringIO())
        assert next_day() is None


@pytest.mark.requirement("OPS-12", "the day does not close")
@pytest.mark.requirement("OPS-06", "close the day")
def test_the_desk_explains_and_closes_by_two_roles() -> None:
    deed = in_suspense(5)
    day = {"day": f"{clock.today():%Y-%m-%d}"}
    with clock.moved(TOMORROW):
        branch, _olga = at_the_desk("branch")
        approver, _igor = at_the_desk("approver")
        assert branch.post(f"{PAGE}close/", day).status_code == 403
        assert "without an explanation" in words(approver.post(f"{PAGE}close/", day))
        empty = branch.post(f"{PAGE}explain/", {"deed": deed, "text": " "})
        assert "Say what it is" in words(empty)
        assert branch.post(f"{PAGE}explain/", {"deed": deed, "text": "known"}).status_code == 302
        assert "known" in words(approver.get(PAGE))
        assert approver.post(f"{PAGE}close/", day).status_code == 302
        assert ClosedDay.objects.get().day == date.fromisoformat(day["day"])


@pytest.mark.parametrize("typed", [{}, {"day": "x"}, {"day": "2999-01-01"}, {"day": "0001-01-01"}])
def test_a_day_that_cannot_be_closed_is_answered_with_a_sentence(typed: dict[str, str]) -> None:
    account_with(tenge(1))
    approver, _igor = at_the_desk("approver")
    shown = approver.post(f"{PAGE}close/", typed)
    assert shown.status_code == 200
    assert ClosedDay.objects.count() == 0
