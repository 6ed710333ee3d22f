"""Refusals of this room."""

from django.utils.translation import gettext_lazy as _

from homebank.lib.errors import Refusal


class CardRefused(Refusal):
    """A card that was not issued or not changed."""


class NotOurNumber(CardRefused):
    message = _("This is no card number of this bank. Leave it out, and one is chosen.")


class NumberTaken(CardRefused):
    message = _("A card with this number exists. Leave the number out, and one is chosen.")


class ExpiryPassed(CardRefused):
    message = _("The expiry date {expiry} has passed. Give a later month.")


class NotTheirAccount(CardRefused):
    message = _("The account is not this customer’s. Give one of their own, or none.")
