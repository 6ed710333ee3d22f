"""Words for what happens to an order of a card, as the desk and the customer's file show it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

EVENTS = {
    "order.received": _("Order of a card received"),
    "order.resent": _("Order of a card corrected and sent again"),
    "order.claimed": _("Operator took an order of a card"),
    "order.released": _("Operator left an order of a card to others"),
    "order.returned": _("Order of a card returned to the customer"),
    "order.approved": _("Order of a card approved"),
    "order.in-production": _("Card of an order given to be made"),
    "order.on-its-way": _("Card of an order on its way"),
    "order.remake": _("Card of an order to be made again"),
    "order.undelivered": _("Card of an order not delivered"),
    "order.sent-again": _("Card of an order on its way again"),
    "order.not-collected": _("Card of an order destroyed, never handed over"),
    "order.issued": _("Card of an order issued"),
    "order.cancelled": _("Customer cancelled an order of a card"),
    "order.expired": _("Order of a card expired"),
    "order.batch-made": _("File for the card bureau made"),
    "order.batch-taken": _("File for the card bureau taken"),
    "order.batch-deleted": _("File for the card bureau deleted"),
}
PURPOSES = {
    "card-order": _("Code to send an order of a card"),
    "order-phone": _("Code to prove a number for the call"),
    "order-received": _("Order of a card received"),
    "order-resent": _("Corrections of an order of a card received"),
    "order-claimed": _("Order of a card being checked"),
    "order-returned": _("Order of a card returned"),
    "order-in-production": _("Card of an order being made"),
    "order-on-its-way": _("Card of an order on its way"),
    "order-remake": _("Card of an order being made again"),
    "order-undelivered": _("Card of an order not delivered"),
    "order-sent-again": _("Card of an order on its way again"),
    "order-not-collected": _("Card of an order never handed over"),
    "order-issued": _("Card of an order issued"),
    "order-redirected": _("Card of an order on its way to another place"),
    "order-not-collected-other": _("Card of a linked order never handed over"),
    "order-issued-other": _("Card of a linked order issued"),
    "order-expired": _("Order of a card expired"),
}
# How a card was to be delivered before it went elsewhere.
DELIVERIES = {"hand": pgettext_lazy("delivery", "by hand"),
              "branch": pgettext_lazy("delivery", "to a branch")}  # fmt: skip
# Why plastic came to nothing, and why a card that never worked was closed.
HITCHES = {
    "name": _("name not embossed"),
    "print": _("fault of printing or of the chip"),
    "lost": _("lost or damaged on its way"),
    "absent": _("nobody at the address"),
    "address": _("address not found"),
    "refused": _("not accepted at the address"),
    "not-arrived": _("did not come to the branch"),
}
CLOSED_FOR = {
    "made-again": _("never handed over, made again"),
    "not-collected": _("never handed over, destroyed"),
}
