"""What an operator may send back: the keys of CardOrder.returned, each with its words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cards.models import CardOrder

# In the order of the pages on which they are asked.
RETURNABLE = {
    "iin": _("IIN"),
    "full_name": _("Surname, name, patronymic"),
    "latin_name": _("Name in Latin letters"),
    "birth_date": _("Birth date"),
    "phone": _("Number for the call"),
    "codeword": _("Codeword"),
    "document": _("Kind and number of the document"),
    "front": pgettext_lazy("photo", "Front of the document"),
    "back": pgettext_lazy("photo", "Back of the document"),
    "selfie": pgettext_lazy("photo", "Selfie with the document"),
    "delivery": pgettext_lazy("order", "Delivery"),
}
PHOTOS = ("front", "back", "selfie")


def returnable_of(order: CardOrder) -> dict[str, str]:
    """What of this order may be sent back, by its key: nothing is delivered of a virtual card, and
    who has a codeword in force was asked for none.
    """
    left_out = {"delivery": order.is_virtual, "codeword": not order.codeword_hash}
    return {key: str(words) for key, words in RETURNABLE.items() if not left_out.get(key)}
