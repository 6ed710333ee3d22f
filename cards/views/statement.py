"""The first tab of a card: what moved and what is blocked."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from cards.overview import statement_of
from cards.views.area import own_card, show_tab
from homebank.lib import clock


@require_safe
@customer_required
def card(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """What moved on the card last, and each of its holds."""
    own = own_card(request, card_id)
    page = "cards/statement.html"
    return show_tab(request, own, page, statement=statement_of(own), today=clock.today())
