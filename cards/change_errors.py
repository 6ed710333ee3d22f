"""Refusals of what changes which cards a customer has: a new one, one in place of another, none."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cards.errors import CardRefused
from homebank.identity import BANK


class ChangeRefused(CardRefused):
    """A card that was not issued, not reissued or not closed. Nothing has changed."""


class NotIdentifiedYet(ChangeRefused):
    message = _(
        "The bank does not know yet who you are, and a card is issued to a known person. Come to a "
        "branch with your identity card."
    )


class CardsWait(ChangeRefused):
    """`at` is when the wait ends."""

    message = _(
        "For your safety new cards wait after access was changed. Until: {time}. If you need one "
        "sooner, come to a branch or call {phone}."
    )

    def __init__(self, *, at: datetime) -> None:
        time = f"{timezone.localtime(at):%d.%m.%Y %H:%M}"
        super().__init__(time=time, phone=BANK["contacts"]["short"])


class TooManyVirtual(ChangeRefused):
    message = _("You have as many virtual cards as the bank issues: {most}. Close one first.")


class TooManyToday(ChangeRefused):
    message = _(
        "Virtual cards issued in the last 24 hours: {most}, and that is the most. Come back "
        "tomorrow."
    )


class NoSuchAccount(ChangeRefused):
    message = _("Choose one of your accounts from the list.")


class NothingToReissue(ChangeRefused):
    message = _("This card is closed or not handed over yet: it cannot be reissued.")


class ReissuedAlready(ChangeRefused):
    message = _("A card was issued in place of this one already. Its page is linked below.")


class TooEarlyToReissue(ChangeRefused):
    """`day` is from when on."""

    message = _(
        "The card works for long yet. A card that expires is reissued from {day} on. If it is "
        "damaged, lost or stolen, choose that."
    )

    def __init__(self, *, day: date) -> None:
        super().__init__(day=f"{day:%d.%m.%Y}")


class TooManyReissues(ChangeRefused):
    message = _(
        "Cards reissued in the last 30 days: {most}, and that is the most here. A branch reissues "
        "more: bring your identity card."
    )


class NothingToHandOver(ChangeRefused):
    message = _("This card does not wait to be handed over. Nothing has changed.")


class ClosedAlready(ChangeRefused):
    message = _("The card is closed already.")


class CannotCloseYet(ChangeRefused):
    message = _("The card cannot be closed yet. What has to be done first is listed below.")


class ChooseWhereTo(ChangeRefused):
    message = _("Choose the account to which the remainder moves.")


class MoneyMovedMeanwhile(ChangeRefused):
    message = _(
        "The balance of the account changed at this very moment, so the card is not closed. Look "
        "at the remainder and decide once more."
    )
