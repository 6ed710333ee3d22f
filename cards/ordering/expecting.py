"""By which day a card that is being made, or is on its way, should be with its owner."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import cast

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from cards.models import CardOrder, OrderState, OrderStep
from cards.ordering.delivery import days_on_the_way
from cards.ordering.products import find_product

BEGINS = {
    OrderState.PRODUCTION: (OrderStep.Kind.PRODUCTION,),
    OrderState.ON_ITS_WAY: (OrderStep.Kind.ON_ITS_WAY, OrderStep.Kind.SENT_AGAIN),
}
# More days off in a row than any calendar has.
LONGEST_REST = 30


def expected_day(order: CardOrder) -> date | None:
    """The working day, by the data of the product, the city and the calendar; None for an order
    whose card is neither being made nor on its way.
    """
    kinds = BEGINS.get(OrderState(order.state))
    begun = order.steps.filter(kind__in=kinds).order_by("at").last() if kinds else None
    if begun is None:
        return None
    product = find_product(order.product)
    making = product.making_days if product else 0
    days = days_on_the_way(order) + (making if order.state == OrderState.PRODUCTION else 0)
    return working_day(timezone.localdate(begun.at), after=days)


def working_day(day: date, *, after: int) -> date:
    """The working day so many working days after a day."""
    works = cast(Callable[[date], bool], import_string(settings.WORKING_DAY_LOOKUP))
    left, rest = after, 0
    while left and rest < LONGEST_REST:
        day += timedelta(days=1)
        if works(day):
            left, rest = left - 1, 0
        else:
            rest += 1
    return day
