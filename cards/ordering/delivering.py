"""The end of an order's way: the card is given to its owner."""

from uuid import UUID

from django.db.models import Q

from accounts.models import User
from cards.models import Card, CardOrder
from cards.ordering.claiming import locked_order
from cards.ordering.deciding import file_of
from cards.ordering.desk_errors import ChangedByYou, CustomerStopped
from cards.ordering.states import Kind, State
from cards.ordering.steps import take_step


def finish_order(*, card: Card, by: User) -> bool:
    """The card of an order is handed over: the order ends. Whether that told the card's owner: not
    of a card that no order asked for, nor of one that somebody else's was linked to.

    Inside the transaction that hands the card over. NotNow if it is neither on its way nor at a
    branch, CustomerStopped, ChangedByYou.
    """
    ordered: UUID | None = CardOrder.objects.filter(card=card).values_list("pk", flat=True).first()
    if ordered is None:
        return False
    with locked_order(ordered) as order:
        check_not_stopped(order)
        if has_changed(order, by):
            raise ChangedByYou
        order.kept_at, order.kept_until, order.hitch = "", None, ""
        take_step(order, Kind.ISSUED, by=by)
    return order.customer_id == card.customer_id


def has_changed(order: CardOrder, by: User) -> bool:
    """Whether this member of staff had the card go elsewhere, or gave it another name: somebody
    else hands it over then, so that nobody brings a stranger's card to themselves alone. A card
    that was to go to an address and lies at the bank is elsewhere for whoever noted that.
    """
    theirs = order.steps.filter(by=by.login_name or "")
    if order.state == State.UNDELIVERED and order.delivery == CardOrder.Delivery.HAND:
        theirs = theirs.exclude(~Q(kind=Kind.UNDELIVERED), changed={})
    else:
        theirs = theirs.exclude(changed={})
    return theirs.exists()


def is_changed_by(card: Card, by: User) -> bool:
    """The same of a card: no for one that no order asked for."""
    order = CardOrder.objects.filter(card=card).first()
    return order is not None and has_changed(order, by)


def check_not_stopped(order: CardOrder) -> None:
    """CustomerStopped while the bank has blocked whoever ordered, or whose file the card is in."""
    if order.customer.is_blocked or file_of(order).is_blocked:
        raise CustomerStopped
