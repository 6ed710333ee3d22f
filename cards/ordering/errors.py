"""Refusals about orders of cards, told to customers."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homebank.identity import BANK
from homebank.lib.errors import Refusal


class OrderRefused(Refusal):
    """The order, or what was asked of it, is not taken. Nothing has changed."""


class NotNow(OrderRefused):
    """The order stands where this cannot be done."""

    message = _("This cannot be done any more. State of the order: {state}.")


class OneAtATime(OrderRefused):
    message = _("You have an order under way. Another one can follow when it has ended.")


class OrdersWait(OrderRefused):
    """`at` is when the wait ends."""

    message = _(
        "For your safety orders of cards wait after access was changed. Until: {time}. If you need "
        "a card sooner, come to a branch or call {phone}."
    )

    def __init__(self, *, at: datetime) -> None:
        time = f"{timezone.localtime(at):%d.%m.%Y %H:%M}"
        super().__init__(time=time, phone=BANK["contacts"]["short"])


class TooManyOrders(OrderRefused):
    """`at` is when the next one may be begun."""

    message = _("So many orders were begun today that the next one is possible at {time}.")

    def __init__(self, *, at: datetime) -> None:
        super().__init__(time=f"{timezone.localtime(at):%d.%m.%Y %H:%M}")


class NoSuchProduct(OrderRefused):
    message = _("Choose one of the cards in the list.")


class NotAsked(OrderRefused):
    message = _("This part of the order is closed: only what was returned can be changed.")


class NotWhole(OrderRefused):
    message = _("Something is still missing in the order. It is open below.")


class OrderChanged(OrderRefused):
    message = _("The order was changed after the code was sent. Check it and send it again.")


class NothingToProve(OrderRefused):
    message = _("This number needs no code.")


class NotOpened(OrderRefused):
    """`titles` are the documents that nobody has opened yet."""

    message = _("Open these first, then agree: {titles}.")
