"""Refusals of this room."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.errors import told
from homebank.lib.amounts import show
from homebank.lib.errors import Refusal
from homebank.lib.money import Money

_show = lazy(show, str)


class CardRefused(Refusal):
    """A card that was not issued or not changed."""


class NotIdentified(CardRefused):
    message = _("The customer is not identified: an account is opened by their document only.")


class NotOurNumber(CardRefused):
    message = _("This is no card number of this bank. Leave it out, and one is chosen.")


class NumberTaken(CardRefused):
    message = _("A card with this number exists. Leave the number out, and one is chosen.")


class ExpiryPassed(CardRefused):
    message = _("The expiry date {expiry} has passed. Give a later month.")


class NotTheirAccount(CardRefused):
    message = _("The account is not this customer’s. Give one of their own, or none.")


class LimitRefused(CardRefused):
    """A limit that was not changed."""


class LimitNotAboveZero(LimitRefused):
    message = _("A limit is more than zero. To allow no such operations, close them.")


class AboveCeiling(LimitRefused):
    """`ceiling` is Money."""

    message = _("The bank allows at most {ceiling} a day. Enter less.")

    def __init__(self, *, ceiling: Money) -> None:
        super().__init__(ceiling=_show(ceiling))
        self.ceiling = ceiling


class NoSuchTerm(LimitRefused):
    message = _("A limit is opened or raised for 1, 7, 30 or 90 days. Choose one of these.")


class CardStopped(LimitRefused):
    """A card whose limits stay as they are. A frozen one's may be set: nothing passes anyway."""

    message = _("This card does not work. Its limits cannot be changed.")


class CardBlocked(CardStopped):
    message = _("The card is blocked. Its limits can be changed once a branch has unblocked it.")


class CardClosed(CardStopped):
    message = _("The card is closed. Its limits can no longer be changed.")


class CardWaits(CardStopped):
    message = _("This card is not handed over yet. Set its limits when you have it.")


class CardExpired(CardStopped):
    message = _("The card has expired. Set the limits of the card that replaces it.")


STOPPED: Mapping[str, type[CardStopped]] = {
    "blocked": CardBlocked, "closed": CardClosed, "expired": CardExpired,
    "waits": CardWaits,
}  # fmt: skip


class LimitsCool(LimitRefused):
    """Access was recovered lately; `at` is the moment from which limits may be raised again."""

    message = _(
        "Access was recovered lately: nothing is opened or raised until {moment}. "
        "Closing and lowering work now."
    )

    def __init__(self, *, at: datetime) -> None:
        super().__init__(moment=told(at))
        self.at = at


class NothingToChange(LimitRefused):
    message = _("The limit is so already. Nothing has changed.")


class LimitChangedMeanwhile(LimitRefused):
    message = _(
        "This limit was changed in another window meanwhile. Look at it and decide once more."
    )


class OperationRefused(CardRefused):
    """A card operation whose hold was not released."""


class NothingBlocked(OperationRefused):
    message = _("Nothing is blocked for this operation any more. Nothing has changed.")
