"""Why an operator sends a field of an order back: sentences that the customer reads, by field."""

from collections.abc import Mapping

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from cards.models import CardOrder
from cards.ordering.returnable import PHOTOS, returnable_of

OWN_WORDS = "own"
TYPED: Mapping[str, StrOrPromise] = {
    "differs": _("It differs from the document. Write it as it stands there."),
    "incomplete": _("Something is missing. Write all of it, as it stands in the document."),
}
PICTURES: Mapping[str, StrOrPromise] = {
    "unreadable": _("It cannot be read. Take it again by daylight, without glare."),
    "cut": _("A part is cut off. All four corners have to be seen."),
    "other": _("This is another document, or another side of it."),
    "expired": _("This document is not in force any more. Take a photo of one that is."),
}
FIELDS: Mapping[str, Mapping[str, StrOrPromise]] = {
    "phone": {"silent": _("Nobody answers at this number. Give one at which we reach you.")},
    "codeword": {"unmatched": _("The word that was said is another one. Choose a codeword anew.")},
    "delivery": {"nowhere": _("The card cannot be brought there. Choose another place.")},
    "selfie": {
        "face": _("Face and document have to be seen together, without glasses and headwear."),
        "unreadable": PICTURES["unreadable"],
        "differs": _("The face is not seen well enough to be compared. Take it again from nearer."),
    },
}


def reasons_of(order: CardOrder) -> dict[str, tuple[str, Mapping[str, StrOrPromise]]]:
    """What may be sent back of this order: {key: (its words, {code: sentence})}."""
    return {key: (words, _sentences(key)) for key, words in returnable_of(order).items()}


def in_words(order: CardOrder, chosen: Mapping[str, str], own: str) -> dict[str, str]:
    """The sentences for the codes that were chosen, in the customer's language.

    `own` stands where the operator's own words were chosen.
    """
    with translation.override(order.customer.language):
        return {
            key: own if code == OWN_WORDS else str(_sentences(key)[code])
            for key, code in chosen.items()
        }


def _sentences(key: str) -> Mapping[str, StrOrPromise]:
    return FIELDS.get(key) or (PICTURES if key in PHOTOS else TYPED)
