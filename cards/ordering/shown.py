"""What the pages of an order show besides their form."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cards.models import CANCELLABLE, CardOrder, OrderState, OrderStep
from cards.ordering.answers import Answer, before, reasons_for
from cards.ordering.causes import in_words, is_refused
from cards.ordering.delivery import kept_where, where_to
from cards.ordering.expecting import expected_day
from cards.ordering.forms import suggested_day
from cards.ordering.papers import PAPERS, papers_for, text_for
from cards.ordering.phone_proof import needs_proof
from cards.ordering.products import fees_of, find_product
from cards.ordering.reasons import told_reasons, why_of
from cards.ordering.summary import lines_of
from homebank.lib import clock

SECTION = {"section": "cards"}
# What the line of the order still has before it, as the customer is told.
AHEAD = {
    "plastic": (OrderStep.Kind.RECEIVED, OrderStep.Kind.CLAIMED, OrderStep.Kind.APPROVED,
                OrderStep.Kind.PRODUCTION, OrderStep.Kind.ON_ITS_WAY, OrderStep.Kind.ISSUED),
    "virtual": (OrderStep.Kind.RECEIVED, OrderStep.Kind.CLAIMED, OrderStep.Kind.APPROVED,
                OrderStep.Kind.ISSUED),
}  # fmt: skip
REACHED = {
    OrderState.RECEIVED: OrderStep.Kind.RECEIVED, OrderState.CHECKED: OrderStep.Kind.CLAIMED,
    OrderState.APPROVED: OrderStep.Kind.APPROVED,
    OrderState.PRODUCTION: OrderStep.Kind.PRODUCTION,
    OrderState.ON_ITS_WAY: OrderStep.Kind.ON_ITS_WAY,
    OrderState.REMAKE: OrderStep.Kind.APPROVED, OrderState.UNDELIVERED: OrderStep.Kind.ON_ITS_WAY,
}  # fmt: skip


def order_context(order: CardOrder) -> dict[str, Any]:
    """The order with its product and what that costs at once."""
    product = find_product(order.product)
    fees = [priced for priced in fees_of(product) if priced.is_free] if product else []
    return {"order": order, "product": product, "free": fees, **SECTION}


def page_context(
    request: HttpRequest, order: CardOrder, answer: Answer, form: object
) -> dict[str, Any]:
    """One page: its form, the way back, why it was returned, and what it alone needs."""
    earlier = before(order, answer.slug)
    shown: dict[str, Any] = {
        "form": form, "answer": answer, "group": answer.group,
        "reasons": reasons_for(order, answer), "from_check": request.GET.get("then") == "check",
        "back": _back(order, earlier),
    }  # fmt: skip
    if answer.slug in PAPERS:
        shown["papers"] = papers_for(order, answer.slug)
    if answer.slug == "consent":
        shown["text"] = text_for("personal-data")
    if answer.slug == "birth-date":
        shown["suggested"] = suggested_day(order.iin)
    if answer.slug == "phone":
        shown["unproven"] = needs_proof(order)
    if answer.slug == "branch":
        shown["wanted"] = request.GET.get("q", "")
    return shown | order_context(order)


def track_context(order: CardOrder) -> dict[str, Any]:
    """How the order goes: what was done, what is still to come, what was returned."""
    kinds = AHEAD["virtual" if order.is_virtual else "plastic"]
    reached = REACHED.get(OrderState(order.state))
    ahead = kinds[kinds.index(reached) + 1 :] if reached else ()
    returned = order.returned if order.state == OrderState.RETURNED else {}
    return {
        **order_context(order),
        "steps": _steps(order),
        "ahead": [OrderStep.Kind(kind).label for kind in ahead],
        "reasons": told_reasons(returned),
        "lines": lines_of(order, whole=False),
        "may_cancel": order.state in CANCELLABLE,
        "hitch": in_words(order.hitch),
        "is_refused": is_refused(order),
        "place": where_to(order),
        "kept_where": kept_where(order),
        "expected": (day := expected_day(order)),
        "is_late": day is not None and day < clock.today(),
    }


def _steps(order: CardOrder) -> list[tuple[OrderStep, list[tuple[str, str]]]]:
    """What was done, with why it was done; what the last one says stands above already."""
    steps = list(order.steps.exclude(kind=OrderStep.Kind.RELEASED))
    return [(step, [] if step is steps[-1] else why_of(step)) for step in steps]


def _back(order: CardOrder, earlier: Answer | None) -> str:
    if earlier is None:
        return reverse("orders:products")
    return reverse("orders:page", args=[order.pk, earlier.slug])
