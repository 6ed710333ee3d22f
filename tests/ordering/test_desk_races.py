"""Operators and the customer at once: one takes the order, one card is issued, one batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.db import transaction

from accounts.models import Customer
from accounts.staff.accounts import open_staff
from accounts.staff.roles import Role
from cards.handing_over import hand_over_card
from cards.models import Card, CardOrder, OrderState
from cards.ordering.batches import dispatch_order, make_batch
from cards.ordering.claiming import claim_order
from cards.ordering.deciding import approve_order, return_order
from cards.ordering.hitches import make_again, note_undelivered
from cards.ordering.steps import lock_order, take_step
from homebank.lib.errors import Refusal
from tests.doors.cast import STAFF_PASSWORD
from tests.ordering.at_the_desk import approved, card_of, findings, operator, told, verified
from tests.ordering.sent import sent_order
from tests.payments.test_races import at_once
from tests.people import new_iin, new_person

pytestmark = pytest.mark.usefixtures("committed")


def tried(deed: Callable[[], object]) -> str:
    try:
        deed()
    except Refusal as refusal:
        return type(refusal).__name__
    return "done"


@pytest.mark.requirement("ORD-07", "card is issued")
def test_two_windows_of_an_operator_issue_one_card() -> None:
    order, by = sent_order(), operator()
    verified(order, by)
    order.refresh_from_db()
    deed = partial(approve_order, order=order, findings=findings(), by=by)
    ended = Counter(at_once([partial(tried, deed)] * 4))
    assert ended == {"done": 1, "NotInYourHands": 3}
    assert Card.objects.filter(customer=order.customer).count() == 1
    assert told(order.customer) == ["order-claimed", "order-issued"]


def test_of_four_operators_one_takes_an_order() -> None:
    order = sent_order()
    staff = [
        open_staff(login_name=f"clerk.{new_iin()}", password=STAFF_PASSWORD,
                   roles=[Role.CONTACT_CENTRE.value])
        for _number in range(4)
    ]  # fmt: skip
    deeds: list[Callable[[], object]] = [
        partial(tried, partial(claim_order, order=order, by=by)) for by in staff
    ]
    assert Counter(at_once(deeds)) == {"done": 1, "InOtherHands": 3}
    assert told(order.customer) == ["order-claimed"]


def test_an_approval_and_a_return_end_in_one_of_both() -> None:
    order, by = sent_order(), operator()
    verified(order, by)
    order.refresh_from_db()
    deeds: list[Callable[[], object]] = [
        partial(approve_order, order=order, findings=findings(), by=by),
        partial(return_order, order=order, reasons={"iin": "differs"}, own_words="", by=by),
    ]
    assert sorted(at_once([partial(tried, deed) for deed in deeds])) == ["NotInYourHands", "done"]
    order.refresh_from_db()
    has_card = Card.objects.filter(customer=order.customer).exists()
    assert has_card == (order.state == OrderState.ISSUED)


def cancel(order: CardOrder) -> None:
    """What the customer's own button does in the end."""
    with transaction.atomic():
        Customer.objects.select_for_update(no_key=True).get(pk=order.customer_id)
        take_step(lock_order(order.pk), "cancelled")


def test_a_cancelled_order_is_not_made_and_a_made_one_not_cancelled() -> None:
    by = operator(Role.BRANCH)
    order = sent_order(kind="plastic")
    approved(order, by)
    at_once([partial(tried, partial(cancel, order)), partial(tried, partial(make_batch, by=by))])
    order.refresh_from_db()
    has_card = Card.objects.filter(customer=order.customer).exists()
    assert (order.state, has_card) in {(OrderState.CANCELLED, False), (OrderState.PRODUCTION, True)}


def test_two_batches_at_once_make_each_order_once() -> None:
    by = operator(Role.BRANCH)
    orders = [sent_order(kind="plastic") for _number in range(3)]
    for order in orders:
        approved(order, by)
    at_once([partial(tried, partial(make_batch, by=by)) for _number in range(3)])
    for order in orders:
        order.refresh_from_db()
        assert order.state == OrderState.PRODUCTION
        assert Card.objects.filter(customer=order.customer).count() == 1


def test_of_two_orders_with_one_iin_one_opens_a_file() -> None:
    iin, staff = new_iin(), [operator(Role.CONTACT_CENTRE), operator(Role.BRANCH)]
    orders = [sent_order(iin=iin) for _number in range(2)]
    deeds: list[Callable[[], object]] = []
    for order, by in zip(orders, staff, strict=True):
        verified(order, by)
        order.refresh_from_db()
        deeds.append(
            partial(tried, partial(approve_order, order=order, findings=findings(), by=by))
        )
    assert Counter(at_once(deeds)) == {"done": 1, "IinOnFile": 1}
    files = Customer.objects.filter(pk__in=[each.customer_id for each in orders])
    assert files.exclude(identified_at=None).count() == 1


def test_of_what_is_said_of_one_card_at_once_one_thing_happens() -> None:
    by, anna = operator(Role.BRANCH), new_person().customer
    other = open_staff(login_name=f"clerk.{new_iin()}", password=STAFF_PASSWORD,
                       roles=[Role.BRANCH.value], first_name="Pavel")  # fmt: skip
    order = sent_order(anna, kind="plastic", iin=anna.iin, state=OrderState.APPROVED, due_at=None)
    make_batch(by=by)
    dispatch_order(order_id=order.pk, by=by)
    order.refresh_from_db()
    said: list[Callable[[], object]] = [
        partial(note_undelivered, order_id=order.pk, cause="absent", branch="", reason="x", by=by),
        # Whoever noted that it came back does not hand it over.
        partial(hand_over_card, card=card_of(order), by=other),
    ]
    ended = at_once([partial(tried, deed) for deed in said * 2])
    order.refresh_from_db()
    # It came back first or not at all: it is handed over once in any case.
    came_back = told(anna).count("order-undelivered")
    assert (order.state, card_of(order).state) == (OrderState.ISSUED, "active")
    assert came_back <= 1
    assert Counter(ended)["done"] == came_back + 1
    assert told(anna).count("order-issued") == 1


def test_a_card_that_is_rejected_twice_at_once_is_made_again_once() -> None:
    by, anna = operator(Role.BRANCH), new_person().customer
    order = sent_order(anna, kind="plastic", iin=anna.iin, state=OrderState.APPROVED, due_at=None)
    make_batch(by=by)
    deed = partial(make_again, order_id=order.pk, cause="print", reason="the chip", by=by)
    assert Counter(at_once([partial(tried, deed)] * 3)) == {"done": 1, "NotNow": 2}
    at_once([partial(tried, partial(make_batch, by=by))] * 2)
    order.refresh_from_db()
    assert order.state == OrderState.PRODUCTION
    assert Card.objects.filter(printed__order=order).count() == 2
    assert told(anna).count("order-remake") == 1
