"""Refusals of a card's switches: freezing, blocking, showing its details, SMS alerts."""

from datetime import datetime

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.errors import told
from cards.errors import CardRefused
from homebank.lib.amounts import show
from homebank.lib.money import Money

_show = lazy(show, str)


class SwitchRefused(CardRefused):
    """A switch that stays as it was."""


class CardBlocked(SwitchRefused):
    message = _("The card is blocked. Only a branch lifts the block: bring your identity card.")


class CardClosed(SwitchRefused):
    message = _("The card is closed. Nothing can be switched on it any more.")


class CardExpired(SwitchRefused):
    message = _("The card has expired: nothing is paid with it. A branch issues a new one.")


class CardWaits(SwitchRefused):
    message = _("The card is not handed over yet and does not work. It works once you have it.")


class NotBlocked(SwitchRefused):
    message = _("The card is not blocked.")


class ReplacedByAnother(SwitchRefused):
    message = _("Another card was issued in its place: this one stays blocked.")


class NotFrozen(SwitchRefused):
    message = _("The card is not frozen: it works.")


class NoSuchCause(SwitchRefused):
    message = _("Choose what happened to the card.")


class StillCooling(SwitchRefused):
    """`at` is when the day after a recovery of access is over."""

    message = _(
        "Access to Homebank was recovered lately. Until {time} no card is unfrozen and no number"
        " is shown."
    )

    def __init__(self, *, at: datetime) -> None:
        super().__init__(time=told(at))


class ShownTooOften(SwitchRefused):
    """`at` is when the next may be asked for."""

    message = _("The number was asked for too often. Next time: {time}.")

    def __init__(self, *, at: datetime) -> None:
        super().__init__(time=told(at))


class NoMoneyForAlerts(SwitchRefused):
    """`fee` and `available` are Money."""

    message = _(
        "SMS alerts cost {fee} now, available: {available}. Nothing was taken and nothing was"
        " switched on. Top up the card and switch them on again."
    )

    def __init__(self, *, fee: Money, available: Money) -> None:
        super().__init__(fee=_show(fee), available=_show(available))


class AlertFeeChanged(SwitchRefused):
    """`fee` is Money: what it is by now."""

    message = _("By the tariff in force now SMS alerts cost {fee} a month. Switch them on again.")

    def __init__(self, *, fee: Money) -> None:
        super().__init__(fee=_show(fee))


class NobodyToTell(SwitchRefused):
    message = _("There is no trusted number on file. A branch puts one there, then alerts work.")


class TooManyReports(SwitchRefused):
    """`at` is when the next may be made."""

    message = _("Too many tries from here. Next try: {time}. By phone it works at once: {phone}.")

    def __init__(self, *, at: datetime, phone: str) -> None:
        super().__init__(time=told(at), phone=phone)
