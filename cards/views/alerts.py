"""SMS alerts of a card: the fee before the code, and off without one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from cards.alerts.fees import monthly_price
from cards.alerts.months import next_month
from cards.alerts.switching import ask_for_alerts, costs_now, is_on, service_of, turn_off_alerts
from cards.models import Card
from cards.standing import check_working
from cards.switch_forms import AlertsForm
from cards.views.area import own_card, show_tab
from homebank.lib import clock
from homebank.lib.errors import Refusal
from tariffs.explanations import explain


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def alerts(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """What they tell, what a month costs by which line of the tariff, and from when on."""
    own = own_card(request, card_id)
    service = service_of(own)
    try:
        if request.method == "POST":
            shown = AlertsForm(request.POST).shown
            deed = ask_for_alerts(card=own, shown=shown, language=request.LANGUAGE_CODE)
            return redirect("accounts:confirm", deed.pk)
        check_working(own)
        if not (service and service.works and is_on(own)):
            return show_tab(request, own, "cards/alerts.html", within="settings",
                            service=service, **_price(own))  # fmt: skip
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("cards:settings", card_id)


def _price(card: Card) -> dict[str, Any]:
    """What it costs by the tariff in force, now and from when on again. NoTariff."""
    price, today = monthly_price(), clock.today()
    next_on = next_month(today, anchor=today.day)
    return {"price": price, "explained": explain(price), "today": today,
            "costs_now": costs_now(card), "next_on": next_on}  # fmt: skip


@require_POST
@customer_required
def alerts_off(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """Off at once. A second press says the same."""
    turn_off_alerts(card=own_card(request, card_id))
    messages.success(request, _("SMS alerts are off. No more fees are taken for them."))
    return redirect("cards:settings", card_id)
