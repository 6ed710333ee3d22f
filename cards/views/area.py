"""What every page of a card's area begins with: the own card, and its head above the tabs."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.http import CustomerRequest
from cards.authorization.overdrafts import owed_on
from cards.models import Card
from cards.ordering.awaited import way_of
from ledger.accounts import balance_of


def own_card(request: CustomerRequest, card_id: UUID) -> Card:
    """One of the customer's own cards, with its account; another's is not found (404)."""
    return get_object_or_404(Card.objects.of(request.customer), pk=card_id)


def show_tab(
    request: CustomerRequest, card: Card, template: str, status: int = 200, **shown: Any
) -> HttpResponse:
    """A page of the area. `template` extends cards/area.html and fills its block `tab`."""
    head = {
        "card": card,
        "balance": balance_of(card.account_id),
        "owed": owed_on(card.account_id),
        "way": way_of(card),
        "section": "cards",
    }
    return render(request, template, {**head, **shown}, status=status)
