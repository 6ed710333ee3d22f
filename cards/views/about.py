"""The last tab of a card: its details."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from cards.reissuing import successor_of
from cards.views.area import own_card, show_tab


@require_safe
@customer_required
def about(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """All details of the card that need no confirmation, its papers, and its end."""
    own = own_card(request, card_id)
    successor = successor_of(own)
    return show_tab(request, own, "cards/about.html", replaced=own.replaces, successor=successor)
