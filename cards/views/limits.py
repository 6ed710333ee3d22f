"""The tab of limits and access."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from cards.limits import standings_of
from cards.views.area import own_card, show_tab


@require_safe
@customer_required
def limits(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """What each limit is, what is used of it today and what is left."""
    own = own_card(request, card_id)
    return show_tab(request, own, "cards/limits.html", standings=standings_of(card=own))
