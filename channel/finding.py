"""Whose card a terminal names."""

from django.views.decorators.debug import sensitive_variables

from cards.models import Card
from channel import limits
from channel.errors import CardDoesNotWork, CardUnknown, CustomerBlocked, TerminalStopped, TooMany
from channel.models import Terminal
from channel.stopping import Stop, stop_terminal
from homebank.lib import crypto, throttle
from homebank.lib.card_numbers import number_fingerprint
from homebank.lib.throttle import Limit

COLUMN = "channel.unknown_card"


@sensitive_variables("number")
def find_card(*, terminal: Terminal, number: str) -> Card:
    """The card with the whole number, in whatever state, and its customer.

    CardUnknown; TerminalStopped once a terminal has named many that we do not have: it is told of
    none any more, so that a stolen key does not say which numbers are ours. TooMany(at) for those
    that were under way then.
    """
    key = str(terminal.pk)
    left = throttle.look(limits.UNKNOWN_CARDS, key)
    if not left.allowed:
        raise TooMany(at=left.until)
    found = Card.objects.select_related("customer", "account")
    card = found.filter(number_fingerprint=number_fingerprint(number)).first()
    if card is None:
        _count_unknown(terminal, number)
        raise CardUnknown
    if card.customer.is_blocked:
        raise CustomerBlocked
    return card


def check_works(card: Card) -> None:
    """CardDoesNotWork, unless it is active: with a frozen card in hand nobody proves anything."""
    if card.standing != Card.State.ACTIVE:
        raise CardDoesNotWork


def count(limit: Limit, card: Card) -> None:
    """One more of the customer. TooMany(at). Outside any transaction."""
    taken = throttle.take(limit, str(card.customer_id))
    if not taken.allowed:
        raise TooMany(at=taken.until)


@sensitive_variables("number")
def _count_unknown(terminal: Terminal, number: str) -> None:
    """The last that is told stops the terminal; one beyond it is not told. TerminalStopped.

    The same number again says nothing new, and is not counted: one foreign card stops no machine.
    """
    this_one = f"{terminal.pk} {crypto.fingerprint(number, column=COLUMN)}"
    if not throttle.take(limits.UNKNOWN_CARD, this_one).allowed:
        return
    taken = throttle.take(limits.UNKNOWN_CARDS, str(terminal.pk))
    if not taken.left:
        stop_terminal(terminal=terminal, why=Stop.UNKNOWN_CARDS)
    if not taken.allowed:
        raise TerminalStopped
