"""The first page at home: everything a customer has."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from cards.models import CardOrder, OtherCard
from cards.overview import overview_of
from homebank.lib import clock


@require_safe
@customer_required
def my(request: CustomerRequest) -> HttpResponse:
    """What the customer has, and what moved last."""
    others = list(OtherCard.objects.of(request.customer))
    order = CardOrder.objects.of(request.customer).living().first()
    shown = {"overview": overview_of(request.customer), "other_cards": others,
             "order": order, "today": clock.today()}  # fmt: skip
    return render(request, "overview/my.html", {**shown, "section": "overview"})
