"""Why plastic came to nothing, as the customer and the desk read it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from cards.models import CardOrder

# Why another card is made.
FAULTS: Mapping[str, StrOrPromise] = {
    "name": _("The name could not be embossed as it was written."),
    "print": _("The card came out with a fault of printing or of the chip."),
    "lost": _("The card was lost or damaged on its way."),
}
REFUSED = "refused"
# Why one was not delivered.
FAILURES: Mapping[str, StrOrPromise] = {
    "absent": _("Nobody could be met at the address."),
    "address": _("The address was not found."),
    REFUSED: _("The card was not accepted at the address."),
    "not-arrived": _("The branch that you chose did not get the card."),
}


def in_words(hitch: str) -> str:
    """What went wrong, in the reader's language; nothing for an empty or a former code."""
    return str(FAULTS.get(hitch) or FAILURES.get(hitch, ""))


def is_refused(order: CardOrder) -> bool:
    """Whether what was not delivered was not accepted: it need not be kept."""
    return order.hitch == REFUSED
