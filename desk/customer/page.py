"""The whole file on one page, as far as its reader may see it: each piece by its permission."""

from collections.abc import Callable
from typing import Any

from accounts.models import Customer, User
from desk.customer import lists
from desk.customer.held_cards import cards_of
from desk.customer.known import known_of
from desk.customer.operations import operations_of

CARDS, OPERATIONS = "cards.view_card", "cards.view_authorization"
LISTS: dict[str, tuple[str, Callable[[Customer], lists.Newest]]] = {
    "payments": ("payments.view_payment", lists.payments_of),
    "messages_sent": ("notifications.view_sms", lists.messages_of),
    "events": ("notifications.view_event", lists.events_of),
    "disputes": ("cards.view_dispute", lists.disputes_of),
    "orders": ("cards.view_cardorder", lists.orders_of),
    "accesses": ("notifications.view_event", lists.accesses_of),
}


def file_of(customer: Customer, by: User) -> dict[str, Any]:
    """What the page shows: a piece that the reader may not see is not there, nor asked for."""
    shown: dict[str, Any] = {"known": known_of(customer)}
    if by.has_perm(CARDS):
        shown["cards"] = cards_of(customer)
    if by.has_perm(CARDS) and by.has_perm(OPERATIONS):
        shown["operations"] = operations_of(customer, shown["cards"].accounts)
    for name, (permission, newest) in LISTS.items():
        if by.has_perm(permission):
            shown[name] = newest(customer)
    return shown
