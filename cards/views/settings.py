"""The tab of settings: what the customer may switch on a card."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from cards.alerts.switching import is_on, service_of
from cards.freezing import frozen_since
from cards.views.area import own_card, show_tab


@require_safe
@customer_required
def settings(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """The switches of the card, and what each of them does."""
    own = own_card(request, card_id)
    page, frozen = "cards/settings.html", frozen_since(own)
    return show_tab(
        request, own, page, frozen=frozen, service=service_of(own), alerts_on=is_on(own)
    )
