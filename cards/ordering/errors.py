"""Refusals about orders of cards."""

from django.utils.translation import gettext_lazy as _

from homebank.lib.errors import Refusal


class OrderRefused(Refusal):
    """The order, or what was asked of it, is not taken."""


class NotNow(OrderRefused):
    """The order stands where this cannot be done."""

    message = _("The order is {state} now: this cannot be done any more.")
