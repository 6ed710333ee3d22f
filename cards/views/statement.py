"""The first tab of a card: what moved in a period, and what is blocked."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from cards.statements.pages import shown_of
from cards.views.area import own_card, show_tab


@require_safe
@customer_required
def card(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """The statement of the period that the address names, and each hold."""
    own = own_card(request, card_id)
    return show_tab(request, own, "cards/statement.html", **shown_of(own, request.GET))
