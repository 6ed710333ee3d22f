"""Refusals of this room: a code for the machine's program, a sentence for who stands before it."""

from datetime import datetime

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.errors import told
from homebank.lib.amounts import show
from homebank.lib.errors import Refusal
from homebank.lib.money import Money

_show = lazy(show, str)


class ChannelRefused(Refusal):
    """A request that did nothing. `code` is for programs and never changes; `status` is HTTP's."""

    code = "refused"
    status = 409


class NotSigned(ChannelRefused):
    """No signature, an unknown or revoked key, or another signature: which, nobody is told."""

    code, status = "not-signed", 401
    message = _("The request is not signed by a terminal of the bank.")


class ClockWrong(ChannelRefused):
    """The answer tells the bank's time."""

    code, status = "clock-wrong", 401
    message = _("The clock of the terminal is wrong. Set it by the time of this answer.")


class Replayed(ChannelRefused):
    code, status = "nonce-used", 409
    message = _("This request was heard before. A new one has a nonce of its own.")


class TooMany(ChannelRefused):
    """`at` is when the next is heard."""

    code, status = "too-many", 429
    message = _("Too many requests. Next one: {time}.")

    def __init__(self, *, at: datetime) -> None:
        super().__init__(time=told(at))
        self.at = at


class NotForThisTerminal(ChannelRefused):
    code, status = "not-for-this-terminal", 403
    message = _("This is not done at such a terminal.")


class NotRead(ChannelRefused):
    """`field` is what could not be read; empty for the body as a whole."""

    code, status = "not-read", 400
    message = _("The request could not be read: {field}.")

    def __init__(self, field: str = "") -> None:
        super().__init__(field=field or "body")
        self.field = field


class BodyTooLong(ChannelRefused):
    code, status = "body-too-long", 413
    message = _("The request is too long.")


class NotJson(ChannelRefused):
    code, status = "not-json", 415
    message = _("The request is not of the type application/json.")


class Away(ChannelRefused):
    """The database is away: the one refusal after which the deed may have been done."""

    code, status = "away", 503
    message = _(
        "The bank cannot answer for a moment. Whether this was done is not known: in a minute ask"
        " again at the same place."
    )


class KeyConflict(ChannelRefused):
    code = "id-used"
    message = _("This id was used before, for something else. A new request has an id of its own.")


class CardUnknown(ChannelRefused):
    code, status = "card-unknown", 404
    message = _("This is no card of the bank.")


class CardDoesNotWork(ChannelRefused):
    code = "card-does-not-work"
    message = _("This card does not work. Call 7111, or go to a branch with an identity card.")


class CustomerBlocked(ChannelRefused):
    code = "customer-blocked"
    message = _("The bank has closed this customer’s access. Go to a branch with an identity card.")


class TerminalStopped(ChannelRefused):
    """Until an administrator lifts it: time alone does not."""

    code, status = "terminal-stopped", 403
    message = _("Nothing is done at this terminal for now. Use another one, or call 7111.")


class NoMoneyForSlip(ChannelRefused):
    """`fee` and `available` are Money."""

    code = "no-money"
    message = _(
        "A slip with a new codeword costs {fee}, available: {available}. Nothing was taken and the"
        " codeword is the same. Top up the card and ask again, or go to a branch."
    )

    def __init__(self, *, fee: Money, available: Money) -> None:
        super().__init__(fee=_show(fee), available=_show(available))


class NotPrintedAgain(ChannelRefused):
    code = "not-printed-again"
    message = _("This slip is not printed again. A new one costs its fee, a branch helps too.")


class TerminalRefused(Refusal):
    """A terminal that was not added or not revoked."""


class TerminalThere(TerminalRefused):
    message = _("There is a terminal with this name. Revoke it first.")


class NameUnreadable(TerminalRefused):
    message = _(
        "A terminal has a name of 1 to 40 visible characters and a place of up to 100, and neither"
        " holds a card number."
    )


class AlreadyRevoked(TerminalRefused):
    message = _("This key is revoked already.")


class NotStopped(TerminalRefused):
    message = _("This terminal is not stopped.")


class NoSuchTerminal(TerminalRefused):
    message = _("No terminal that is heard has this name.")
