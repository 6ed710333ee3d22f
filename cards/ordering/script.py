"""What an operator says on the telephone about an order, in any of the three languages."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from cards.models import CardOrder
from cards.ordering.checking import compare
from homebank.identity import BANK

LANGUAGES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence to say, and what to mind."""

    say: str
    mind: str = ""


def script_of(order: CardOrder, *, language: str, operator: str) -> list[Line]:
    """The call, sentence by sentence, in the language that is spoken."""
    with translation.override(language):
        return [
            Line(
                _("Good day. I am {operator}, from {bank}. Open “Is the bank calling me?” in "
                  "Homebank: I say the first word, you say the second.").format(
                    operator=operator, bank=BANK["name"]),
                _("Another word: end the call."),
            ),
            *_about(order),
            Line(_("Say the codeword that you chose, letter by letter if it is easier."),
                 _("Type what you hear. Nobody sees the right one. Never ask for a code from an "
                   "SMS.")),
            Line(_("Thank you. You will read by SMS and in Homebank how the order goes on.")),
        ]  # fmt: skip


def _about(order: CardOrder) -> list[Line]:
    lines = [_what(order), Line(
        _("The name on the card will be {name}. Is it to stay so?").format(name=order.latin_name),
        _("Otherwise return the order for it."),
    )]  # fmt: skip
    born = next((row for row in compare(order) if row.label == _("Birth date")), None)
    if born is not None and born.agrees is False:
        lines.append(Line(
            _("When were you born?"),
            _("Order: {ordered}. By the IIN: {known}. The document decides.").format(
                ordered=born.ordered, known=born.known),
        ))  # fmt: skip
    return lines


def _what(order: CardOrder) -> Line:
    kind = order.get_kind_display()
    if order.is_virtual:
        return Line(_("You have ordered a card: {brand}, {kind}. Is that so?").format(
            brand=order.brand, kind=kind))  # fmt: skip
    return Line(_("You have ordered a card: {brand}, {kind}. Delivery: {delivery}. Is that so?")
                .format(brand=order.brand, kind=kind, delivery=order.get_delivery_display()),
                _("Compare city and address, too."))  # fmt: skip
