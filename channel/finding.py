"""Whose card a terminal names, and which member of staff."""

from django.views.decorators.debug import sensitive_variables

from accounts.models import User
from cards.models import Card
from channel import limits
from channel.errors import CardDoesNotWork, CardUnknown, CustomerBlocked, OperatorUnknown, TooMany
from channel.models import Terminal
from homebank.lib import throttle
from homebank.lib.card_numbers import number_fingerprint
from homebank.lib.throttle import Limit


@sensitive_variables("number")
def find_card(*, terminal: Terminal, number: str) -> Card:
    """The card with the whole number, in whatever state, and its customer.

    CardUnknown; TooMany(at) once a terminal has named many that we do not have: then it is told of
    none, so that a stolen key does not say which numbers are ours.
    """
    key = str(terminal.pk)
    left = throttle.look(limits.UNKNOWN_CARDS, key)
    if not left.allowed:
        raise TooMany(at=left.until)
    found = Card.objects.select_related("customer", "account")
    card = found.filter(number_fingerprint=number_fingerprint(number)).first()
    if card is None:
        throttle.take(limits.UNKNOWN_CARDS, key)
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


def find_operator(login_name: str) -> User:
    """The member of staff with the login name. OperatorUnknown."""
    found = User.objects.staff().filter(login_name=login_name, is_active=True).first()
    if found is None:
        raise OperatorUnknown
    return found
