"""Refusals about cards of other banks."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.errors import told
from cards.errors import CardRefused


class OtherCardRefused(CardRefused):
    """A card of another bank that was not attached or not changed."""


class OwnCard(OtherCardRefused):
    message = _("This is a card of this bank. It needs no attaching: it stands among your cards.")


class UnknownBank(OtherCardRefused):
    message = _("Only cards of banks of Kazakhstan can be attached. Choose another card.")


class TooManyCards(OtherCardRefused):
    message = _("There can be {most} attached cards at most. Detach one that you no longer need.")


class TooManyAttachments(OtherCardRefused):
    message = _("Too many tries to attach a card. Nothing was sent. Next try: {time}.")

    def __init__(self, *, at: datetime) -> None:
        super().__init__(time=told(at))
        self.at = at


class CardHasExpired(OtherCardRefused):
    message = _("The expiry date has passed. Attach a card that works.")


class NotAttached(OtherCardRefused):
    message = _("This card is detached already. Nothing has changed.")


class NameHoldsNumber(OtherCardRefused):
    message = _(
        "This looks like a whole card number. It was not kept. Nobody needs it: leave it out."
    )
