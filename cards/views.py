"""Pages of this room: the overview, and one card."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from cards.models import Card
from cards.overview import overview_of, statement_of
from homebank.lib import clock


@require_safe
@customer_required
def my(request: CustomerRequest) -> HttpResponse:
    """What the customer has, and what moved last."""
    shown = {"overview": overview_of(request.customer), "today": clock.today()}
    return render(request, "overview/my.html", {**shown, "section": "overview"})


@require_safe
@customer_required
def card(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """One of the customer's own cards; another's is not found."""
    own = get_object_or_404(Card.objects.of(request.customer), pk=card_id)
    shown = {"card": own, "statement": statement_of(own), "today": clock.today()}
    return render(request, "cards/card.html", {**shown, "section": "cards"})
