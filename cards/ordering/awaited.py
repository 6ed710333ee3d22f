"""A card that its owner has not got yet: how far it is, as its order says."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cards.models import Card, CardOrder, PrintedOrder
from cards.ordering.causes import is_refused
from cards.ordering.delivery import kept_where, where_to
from cards.ordering.states import State


@dataclass(frozen=True, slots=True)
class Way:
    """`label` for a list; `sentence` for the card's own page: where it is, what is to be done."""

    label: str
    sentence: str


def ways_of(cards: Iterable[Card]) -> dict[UUID, Way]:
    """Of each of the cards that waits to be handed over: how far it is. One query, or none."""
    waiting = [card for card in cards if card.state == Card.State.WAITS]
    if not waiting:
        return {}
    orders = {order.card_id: order for order in CardOrder.objects.filter(card__in=waiting)}
    return {card.pk: _way(card, orders.get(card.pk)) for card in waiting}


def way_of(card: Card) -> Way | None:
    """The same of one card; None for one that was handed over."""
    return ways_of([card]).get(card.pk)


def never_handed_over(cards: Iterable[Card]) -> set[UUID]:
    """Those of the closed cards that were made for an order and destroyed. One query, or none."""
    closed = [card.pk for card in cards if card.state == Card.State.CLOSED]
    if not closed:
        return set()
    made = PrintedOrder.objects.filter(card__in=closed)
    ended = made.exclude(order__card=F("card"), order__state=State.ISSUED)
    return set(ended.values_list("card", flat=True))


def _way(card: Card, order: CardOrder | None) -> Way:
    if order is not None and order.state == State.ON_ITS_WAY:
        return Way(pgettext("card", "on its way"), _on_its_way(card, order))
    if order is not None and order.state == State.UNDELIVERED:
        return _at_the_bank(card, order)
    return Way(
        pgettext("card", "being made"),
        _("The card is being made. A branch hands it over against your identity card, and it works "
          "from then on."),
    )  # fmt: skip


def _on_its_way(card: Card, order: CardOrder) -> str:
    """Where to, unless somebody else ordered it: the address is theirs."""
    if order.customer_id != card.customer_id:
        return _("The card is on its way. It works once it is handed over against your identity "
                 "card.")  # fmt: skip
    if order.delivery == CardOrder.Delivery.BRANCH:
        return _("The card is on its way to the branch: {place}. Bring your identity card, it "
                 "works once it is handed over.").format(place=where_to(order))  # fmt: skip
    return _("The card is on its way to you: {place}. Have your identity card at hand, it works "
             "once it is handed over.").format(place=where_to(order))  # fmt: skip


def _at_the_bank(card: Card, order: CardOrder) -> Way:
    assert order.kept_until is not None  # set with the state
    if is_refused(order):
        return _unpromised(order)
    day = f"{timezone.localtime(order.kept_until):%d.%m.%Y}"
    if place := kept_where(order):
        return Way(
            pgettext("card", "waits at a branch"),
            _("The card waits for you at the branch: {place}. Bring your identity card. It is kept "
              "until {day}.").format(place=place, day=day),
        )  # fmt: skip
    return Way(
        pgettext("card", "waits at the bank"),
        _("The card is at the bank: we call you about another delivery. It is kept until {day}.")
        .format(day=day),
    )  # fmt: skip


def _unpromised(order: CardOrder) -> Way:
    """The same of what was not accepted: no day is named till which it is kept."""
    if place := kept_where(order):
        said = _("The card waits for you at the branch: %(kept_where)s. Bring your identity card.")
        return Way(pgettext("card", "waits at a branch"), said % {"kept_where": place})
    return Way(
        pgettext("card", "waits at the bank"),
        _("The card is at the bank: we call you about another delivery."),
    )
