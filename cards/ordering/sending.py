"""Sending an order, the first time or with corrections: a code confirms exactly what it says."""

import json
from collections.abc import Mapping

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from accounts.factors.confirmed import confirmed
from accounts.models import Customer, Deed
from cards.models import CardOrder, OrderState, OrderStep, Photo
from cards.ordering.answers import missing_of
from cards.ordering.drafting import check_may_order
from cards.ordering.errors import NotNow, NotWhole, OrderChanged
from cards.ordering.papers import keep_consents
from cards.ordering.products import find_product
from cards.ordering.steps import lock_order, take_step
from homebank.lib import clock, crypto

# All that the code confirms.
CONFIRMED = (
    "product", "brand", "kind", "is_resident", "iin", "full_name", "latin_name", "birth_date",
    "phone", "codeword_hash", "document_kind", "document_number", "delivery", "city", "branch",
    "address", "agreed",
)  # fmt: skip


def ask_to_send(*, order: CardOrder, language: str) -> Deed:
    """Check that nothing is missing, and send the code that sends the order.

    NotNow, NotWhole, OrdersWait(at), NoTrustedNumber.
    """
    _check(order)
    return send_order.ask(
        customer=order.customer, language=language, order_id=str(order.pk),
        digest=_digest(order), product=order.product, brand=order.brand,
    )  # fmt: skip


def _what(facts: Mapping[str, str]) -> str:
    product = find_product(facts["product"])
    name = product.name if product else facts["product"]
    return _("Order of a card: {card}, {brand}.").format(card=name, brand=facts["brand"])


@confirmed(
    "card-order", title=gettext_lazy("Send the order of a card"), after="orders:order",
    done=gettext_lazy("The order is received. The bank will call you."), at=("order_id",),
    words=_what,
)  # fmt: skip
@sensitive_variables("order")
def send_order(*, customer: Customer, order_id: str, digest: str, product: str, brand: str) -> None:
    """Send it if it is what the code was asked for. OrderChanged, and as `ask_to_send`."""
    del product, brand  # for the words of the page of the code
    with transaction.atomic():
        order = lock_order(_own(customer, order_id).pk)
        _check(order)
        if not crypto.same(_digest(order), digest):
            raise OrderChanged
        is_first = order.state == OrderState.DRAFT
        if is_first:
            order.number = draw_number()
            keep_consents(order)
        order.sent_at, order.due_at = clock.now(), None
        take_step(order, OrderStep.Kind.RECEIVED if is_first else OrderStep.Kind.RESENT)


def _own(customer: Customer, order_id: str) -> CardOrder:
    return CardOrder.objects.of(customer).get(pk=order_id)


def _check(order: CardOrder) -> None:
    if not order.is_editable:
        raise NotNow(state=order.get_state_display())
    check_may_order(customer=order.customer)
    if missing_of(order) is not None:
        raise NotWhole


def _digest(order: CardOrder) -> str:
    photos = Photo.objects.filter(order=order).order_by("side").values_list("pk", flat=True)
    facts = {name: getattr(order, name) for name in CONFIRMED}
    return crypto.digest(
        "card-order", order.pk, json.dumps(facts, sort_keys=True), *map(str, photos)
    )


def draw_number() -> int:
    """The next number of an order, six digits that are read over the telephone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cards_order_number')")
        return int(cursor.fetchone()[0])
