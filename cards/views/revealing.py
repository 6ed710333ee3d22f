"""The page that shows a whole card for 60 seconds, and asks for a code before."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from accounts.sign_in import visits
from cards.models import Card
from cards.revealing import Details, ask_to_show, details_of, in_fours, seconds_left
from cards.views.area import own_card
from homebank.lib.errors import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
@sensitive_variables("details")
def reveal(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """What stands on the card, while a code's 60 seconds last; else what the code would do."""
    own, visit_id = own_card(request, card_id), visits.visit_of(request)
    if request.method == "POST":
        return _ask(request, own, visit_id)
    details = details_of(card=own, visit_id=visit_id)
    if details is None:
        return render(request, "cards/reveal.html", {"card": own, "section": "cards"})
    return _show(request, own, details)


def _ask(request: CustomerRequest, card: Card, visit_id: UUID | None) -> HttpResponse:
    try:
        deed = ask_to_show(card=card, visit_id=visit_id, language=request.LANGUAGE_CODE)
        return redirect("accounts:confirm", deed.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("cards:about", card.pk)


@sensitive_variables("details")
def _show(request: CustomerRequest, card: Card, details: Details) -> HttpResponse:
    """No cache keeps it, and without a script the browser leaves by itself when it is over."""
    left, away = seconds_left(details), reverse("cards:about", args=[card.pk])
    page = {"card": card, "details": details, "number": in_fours(details.number), "left": left,
            "away": away, "section": "cards"}  # fmt: skip
    answer = render(request, "cards/revealed.html", page)
    answer["Refresh"] = f"{left};url={away}"
    answer["Cache-Control"] = "no-store"
    return answer
