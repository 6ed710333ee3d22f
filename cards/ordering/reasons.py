"""Why an operator sends a field of an order back: the sentences of the list, by field."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from cards.models import CardOrder, OrderStep
from cards.ordering.causes import in_words
from cards.ordering.returnable import PHOTOS, RETURNABLE, returnable_of

Reasons = Mapping[str, Mapping[str, str]]
OWN_WORDS = "own"
GONE = _("This has to be given again.")
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


def kept_reasons(chosen: Mapping[str, str], own: str) -> Reasons:
    """What an order keeps of the codes that were chosen: {key: {"code": …}}; the operator's `own`
    words, as typed, where these were chosen: {key: {"own": …}}.
    """
    return {
        key: {"own": own} if code == OWN_WORDS else {"code": code} for key, code in chosen.items()
    }


def reason_of(returned: Reasons, key: str) -> str:
    """Why the field was sent back, in the language of whoever reads it now; nothing if it was not.

    A code that has left the list since says no more than that the field was sent back.
    """
    if (kept := returned.get(key)) is None:
        return ""
    return kept.get("own") or str(_sentences(key).get(kept.get("code", ""), GONE))


def told_reasons(returned: Reasons) -> list[tuple[str, str]]:
    """Each field that was sent back, and why, in the order of the pages."""
    return [
        (str(words), reason_of(returned, key))
        for key, words in RETURNABLE.items() if key in returned
    ]  # fmt: skip


def why_of(step: OrderStep) -> list[tuple[str, str]]:
    """Why a step of the timeline was taken: the fields that were returned, or what went wrong."""
    hitch = in_words(step.hitch)
    return [(gettext("Why"), hitch)] if hitch else told_reasons(step.returned)


def _sentences(key: str) -> Mapping[str, StrOrPromise]:
    return FIELDS.get(key) or (PICTURES if key in PHOTOS else TYPED)
