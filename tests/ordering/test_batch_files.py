"""The bureau's sealed files die by rule: a week after they were taken, in 90 days at the latest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.staff.roles import Role
from cards.models import CardOrder, OrderState, PrintBatch
from cards.ordering.batches import dispatch_order, make_batch, take_file
from cards.ordering.desk_errors import FileDeleted
from cards.ordering.forgetting_files import forget_batch_files
from cards.ordering.hitches import make_again
from cards.tasks import purge
from homebank.lib import clock
from notifications.models import Event
from tests.accounts.pages import words
from tests.doors.cast import enter_desk
from tests.ordering.at_the_desk import operator
from tests.ordering.sent import sent_order
from tests.people import new_person

pytestmark = pytest.mark.django_db
PAGE = "/desk/cards/cardorder/making/"
A_WEEK, DAYS_90 = timedelta(days=7, minutes=1), timedelta(days=90, minutes=1)


@pytest.fixture
def branch() -> User:
    return operator(Role.BRANCH)


@pytest.fixture
def orders() -> list[CardOrder]:
    """Two of plastic, approved."""
    made = []
    for _number in range(2):
        anna = new_person().customer
        made.append(sent_order(anna, kind="plastic", iin=anna.iin, state=OrderState.APPROVED,
                               due_at=None))  # fmt: skip
    return made


@pytest.fixture
def batch(orders: list[CardOrder], branch: User) -> PrintBatch:
    return make_batch(by=branch)


def is_there(batch: PrintBatch) -> bool:
    """Whether the file lies in the database."""
    batch.refresh_from_db()
    assert (batch.file is None) == (batch.deleted_at is not None)
    return batch.file is not None


def carried(orders: list[CardOrder], by: User) -> None:
    for order in orders:
        dispatch_order(order_id=order.pk, by=by)


@pytest.mark.requirement("OPS-02", "every export recorded")
def test_a_file_that_was_taken_dies_a_week_later_when_its_cards_are_on_their_way(
    batch: PrintBatch, orders: list[CardOrder], branch: User
) -> None:
    take_file(batch=batch, by=branch)
    carried(orders, branch)
    purge()
    assert is_there(batch)
    with clock.moved(A_WEEK):
        purge()
        assert not is_there(batch)
    told = Event.objects.get(kind="order.batch-deleted", subject=batch.pk)
    assert told.facts == {"count": "2"}


def test_it_stays_while_one_of_its_cards_is_being_made(
    batch: PrintBatch, orders: list[CardOrder], branch: User
) -> None:
    take_file(batch=batch, by=branch)
    carried(orders[:1], branch)
    with clock.moved(A_WEEK):
        assert forget_batch_files() == 0
        make_again(order_id=orders[1].pk, cause="print", reason="the chip", by=branch)
        make_batch(by=branch)  # the other card is of another file
        assert forget_batch_files() == 1
    assert not is_there(batch)


def test_what_nobody_took_stays_until_the_latest_day(
    batch: PrintBatch, orders: list[CardOrder], branch: User
) -> None:
    carried(orders, branch)
    with clock.moved(A_WEEK):
        assert forget_batch_files() == 0
    with clock.moved(DAYS_90):
        assert forget_batch_files() == 1
        assert forget_batch_files() == 0
    assert not is_there(batch)


def test_a_week_begins_when_it_was_first_taken(
    batch: PrintBatch, orders: list[CardOrder], branch: User
) -> None:
    take_file(batch=batch, by=branch)
    carried(orders, branch)
    with clock.moved(A_WEEK):
        take_file(batch=batch, by=branch)
        assert forget_batch_files() == 1


def test_the_page_says_when_a_file_was_deleted_and_takes_nobody_to_it(
    batch: PrintBatch, branch: User
) -> None:
    with clock.moved(DAYS_90):
        forget_batch_files()
        client = Client(headers={"accept-language": "en"})
        enter_desk(client, branch)
        assert f"deleted on {clock.today():%d.%m.%Y}" in words(client.get(PAGE))
        gone = client.get(reverse("admin:cards_cardorder_batch", args=[batch.pk]), follow=True)
        assert "The file of this batch is deleted." in words(gone)
        with pytest.raises(FileDeleted):
            take_file(batch=batch, by=branch)
    assert not Event.objects.filter(kind="order.batch-taken", subject=batch.pk).exists()
