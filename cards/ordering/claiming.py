"""An order in an operator's hands: taken for half an hour, given back, or taken over when late."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from accounts.models import Customer, User
from accounts.staff.deeds import count_deed
from cards.models import CardOrder
from cards.ordering.desk_errors import InOtherHands, NotInYourHands
from cards.ordering.states import Kind, State, check_step
from cards.ordering.steps import lock_order, take_step
from homebank.lib import clock
from homebank.lib.throttle import Limit

ORDER_DEEDS = Limit("order-deeds", 240, timedelta(hours=1))
LEASE = timedelta(minutes=30)


def claim_order(*, order: CardOrder, by: User) -> None:
    """Take the order for half an hour, or for another half from now on.

    NotNow, InOtherHands(name, until), TooManyTries(at).
    """
    count_deed(by, ORDER_DEEDS)
    with locked_order(order.pk) as locked:
        mine = locked.claimed_by == by.login_name
        if locked.is_claimed and not mine:
            raise InOtherHands(locked.claimed_by, locked.claimed_until)
        is_held = mine and locked.state == State.CHECKED
        if not is_held:
            check_step(locked, Kind.CLAIMED)
        locked.claimed_by, locked.claimed_until = by.login_name or "", clock.now() + LEASE
        if is_held:
            locked.save(update_fields=["claimed_until"])
        else:
            take_step(locked, Kind.CLAIMED, by=by)


def release_order(*, order: CardOrder, by: User) -> None:
    """Give the order back: it waits for anybody again. NotNow, NotInYourHands, TooManyTries(at)."""
    with order_in_hand(order, by) as held:
        take_step(held, Kind.RELEASED, by=by)


@contextmanager
def order_in_hand(order: CardOrder, by: User) -> Iterator[CardOrder]:
    """The order, locked, being checked by this operator now. TooManyTries(at), NotInYourHands."""
    count_deed(by, ORDER_DEEDS)
    with locked_order(order.pk) as locked:
        if not is_held_by(locked, by):
            raise NotInYourHands
        yield locked


def is_held_by(order: CardOrder, by: User) -> bool:
    """Whether the operator has the order in hand now: half an hour since it was taken."""
    return order.state == State.CHECKED and order.is_claimed and order.claimed_by == by.login_name


def check_held(order: CardOrder, by: User) -> None:
    """NotInYourHands, unless this operator has the order in hand now."""
    if not is_held_by(order, by):
        raise NotInYourHands


@contextmanager
def locked_order(order_id: UUID) -> Iterator[CardOrder]:
    """A transaction with the customer locked and then the order, as everywhere."""
    with transaction.atomic():
        owner_id = CardOrder.objects.values_list("customer_id", flat=True).get(pk=order_id)
        customer = Customer.objects.select_for_update(no_key=True).get(pk=owner_id)
        order = lock_order(order_id)
        order.customer = customer
        yield order
