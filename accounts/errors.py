"""Refusals of this room: what happened, and what to do."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from homebank.identity import BANK
from homebank.lib import clock
from homebank.lib.errors import Refusal


class AccountsRefused(Refusal):
    """The base of this room's refusals."""


class TooManyTries(AccountsRefused):
    """`at` is when the next try is looked at."""

    message = _("Too many tries. Next try: {time}.")

    def __init__(self, *, at: datetime) -> None:
        super().__init__(time=told(at))
        self.at = at


class NoTrustedNumber(AccountsRefused):
    message = _("There is no trusted number on file, so no code can be sent. Call {phone}.")


class NotTheirsAnyMore(AccountsRefused):
    """A way in that began with a number which is no longer the customer's to be reached by."""

    message = _("Your trusted number was changed meanwhile, and nothing was done. Call {phone}.")

    def __init__(self) -> None:
        super().__init__(phone=BANK["contacts"]["short"])


class CustomerRefused(AccountsRefused):
    """A file that was not opened."""


class NotAnIin(CustomerRefused):
    message = _("This is no IIN. It has 12 digits, the last of which checks the others.")


class AlreadyOnFile(CustomerRefused):
    message = _("A customer with this IIN is on file already.")


class AlreadyIdentified(CustomerRefused):
    message = _("The bank knows already who this customer is. Nothing has changed.")


class NotAMobile(CustomerRefused):
    message = _("This is no mobile number of Kazakhstan. Write it as +7 700 000 00 12.")


class PhoneTaken(CustomerRefused):
    message = _("This number is the trusted number of another customer.")


def told(at: datetime) -> str:
    """`14:05`, with seconds when they matter, with the date when it is another day. Almaty."""
    local = timezone.localtime(at)
    if local.date() != clock.today():
        return local.strftime("%d.%m.%Y %H:%M")
    near = (at - clock.now()).total_seconds() < 120
    return local.strftime("%H:%M:%S" if near else "%H:%M")
