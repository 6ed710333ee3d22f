"""Pages for anyone: the front door, help, and what robots may read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from homebank.lib.money import Money
from payments.catalogue import listing
from payments.catalogue.subjects import priced_as
from payments.models import Service
from tariffs.errors import TariffRefused
from tariffs.quotes import Price, price

# An ordinary payment for a mobile phone: 3 000 tenge.
EXAMPLE = Money(300_000)
SERVICES_SHOWN = 9
ROBOTS = "User-agent: *\nDisallow: /my/\nDisallow: /cards/\nDisallow: /demo/\n"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What can be paid today, and what a payment costs, with the fee worked out now."""
    services = listing.services()
    context = {
        "services": services[:SERVICES_SHOWN],
        "more": len(services) > SERVICES_SHOWN,
        "example": services[0].thing if services else None,
        "price": _example_price(services),
    }
    return render(request, "public/home.html", context)


@require_safe
def help_(request: HttpRequest) -> HttpResponse:
    """Whom to call, what a fraudster says, what to do when something went wrong."""
    return render(request, "public/help.html", {"section": "help"})


@require_safe
@cache_control(max_age=24 * 60 * 60)
def robots(request: HttpRequest) -> HttpResponse:
    """What stands behind the sign-in is not for robots."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


def _example_price(services: list[listing.Priced]) -> Price | None:
    thing = services[0].thing if services else None
    if not isinstance(thing, Service):
        return None
    try:
        return price(subject=priced_as(thing), amount=EXAMPLE)
    except TariffRefused:
        return None
