"""What an order says, in lines: to be checked before it is sent, and to be read afterwards."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from cards.models import CardOrder
from cards.ordering.answers import Answer, asked_of, open_for
from cards.ordering.delivery import city_name, find_branch
from cards.ordering.products import find_product
from homebank.lib import phone


@dataclass(frozen=True, slots=True)
class Line:
    """One page of the order: its title, what was answered, whether that may be changed."""

    slug: str
    title: StrOrPromise
    value: str
    is_open: bool


def lines_of(order: CardOrder, *, whole: bool) -> list[Line]:
    """The order line by line. `whole`: numbers as they were typed, for the owner's last look."""
    is_open = {answer.slug for answer in open_for(order)}
    return [_line(order, answer, whole, answer.slug in is_open) for answer in asked_of(order)]


def _line(order: CardOrder, answer: Answer, whole: bool, is_open: bool) -> Line:
    say = WHOLE.get(answer.slug) if whole else None
    value = (say or SAID[answer.slug])(order) if answer.is_given(order) else ""
    return Line(answer.slug, answer.title, value, is_open)


def _product(order: CardOrder) -> str:
    product = find_product(order.product)
    return product.name if product else order.product


def _iin(order: CardOrder) -> str:
    return f"•••• •••• {order.iin[-4:]}"


def _whole_iin(order: CardOrder) -> str:
    """What comes from the file is shown no further than the file shows it."""
    return _iin(order) if order.iin == order.customer.iin else order.iin


def _codeword(order: CardOrder) -> str:
    return _("Chosen. It is never shown.")


def _document(order: CardOrder) -> str:
    return f"{capfirst(order.get_document_kind_display())}, ••• ••• {order.document_number[-3:]}"


def _whole_document(order: CardOrder) -> str:
    return f"{capfirst(order.get_document_kind_display())}, {order.document_number}"


def _branch(order: CardOrder) -> str:
    branch = find_branch(order.branch)
    return f"{branch.title}, {branch.address}" if branch else order.branch


SAID: dict[str, Callable[[CardOrder], str]] = {
    "product": _product,
    "type": lambda o: f"{o.brand}, {o.get_kind_display()}",
    "residence": lambda o: _("Resident") if o.is_resident else _("Non-resident"),
    "iin": _iin,
    "name": lambda o: o.full_name,
    "latin-name": lambda o: o.latin_name,
    "birth-date": lambda o: f"{o.born_on:%d.%m.%Y}",
    "phone": lambda o: phone.masked(o.phone),
    "codeword": _codeword,
    "document": _document,
    "photos": lambda _order: _("Front, back and selfie"),
    "delivery": lambda o: capfirst(str(o.get_delivery_display())),
    "address": lambda o: f"{city_name(o.city)}, {o.address}",
    "branch": _branch,
    "consent": lambda _order: _("Given"),
    "documents": lambda _order: _("Read and agreed to"),
}
WHOLE: dict[str, Callable[[CardOrder], str]] = {
    "iin": _whole_iin,
    "phone": lambda o: phone.spaced(o.phone),
    "document": _whole_document,
}
