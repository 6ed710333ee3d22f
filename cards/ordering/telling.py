"""What this room holds of a customer's orders of cards, for the file that they take."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from cards.models import CardOrder
from cards.ordering.delivery import ordered_to, where_to
from homebank.lib.clock import ALMATY
from homebank.lib.own_data import CHUNK, Fact, Record, Section


def tell_orders(customer: Customer) -> Iterator[Section]:
    """One section: every order with what was typed into it. The codeword is known to nobody."""
    orders = CardOrder.objects.of(customer).prefetch_related("steps").iterator(chunk_size=CHUNK)
    yield Section("card_orders", _("Orders of cards"), map(_order, orders))


def _order(order: CardOrder) -> Record:
    return [
        Fact("number", pgettext_lazy("order", "number"), order.number),
        Fact("state", _("State"), order.state, order.get_state_display()),
        Fact("product", _("product"), order.product),
        Fact("brand", _("Payment system"), order.brand),
        Fact("kind", _("Kind"), order.kind, order.get_kind_display()),
        Fact("resident", _("resident of Kazakhstan"), order.is_resident),
        Fact("iin", _("IIN"), order.iin),
        Fact("full_name", _("surname, name, patronymic"), order.full_name),
        Fact("latin_name", _("Latin name"), order.latin_name),
        Fact("birth_date", _("birth date"), order.birth_date),
        Fact("phone", _("number for the call"), order.phone),
        Fact("document_kind", _("kind of the document"), order.document_kind,
             order.get_document_kind_display()),
        Fact("document_number", _("number of the document"), order.document_number),
        Fact("delivery", pgettext_lazy("order", "Delivery"), order.delivery, where_to(order)),
        Fact("ordered_to", _("Delivery as ordered"), ordered_to(order)),
        Fact("begun_at", _("begun at"), order.made_at),
        Fact("sent_at", _("sent at"), order.sent_at),
        Fact("steps", _("Steps"), "; ".join(_steps(order))),
    ]  # fmt: skip


def _steps(order: CardOrder) -> Iterator[str]:
    for step in order.steps.all():
        yield f"{step.at.astimezone(ALMATY):%d.%m.%Y %H:%M} {step.get_kind_display()}"
