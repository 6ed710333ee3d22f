"""The catalogue, open to everybody: looking needs no sign-in, paying does."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.decorators import customer_of
from payments.catalogue import listing
from payments.models import City, PaymentTemplate

LONGEST_PAGE = 6


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Categories with their fees; services by words and city; a customer's own templates first."""
    question = request.GET.get("q", "").strip()[: listing.LONGEST_QUESTION]
    cities, city = _cities(request)
    shown = {
        "question": question,
        "city": city,
        "cities": cities,
        "categories": [] if question else listing.categories(city=_key(city)),
        "found": _found(request, question=question, city=_key(city)) if question else None,
        "templates": _templates(request),
        "section": "payments",
    }
    return render(request, "payments/catalogue.html", shown)


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """Services of one category, those of a city. A category without services has no page."""
    cities, city = _cities(request)
    found = next((c for c in listing.categories() if c.thing.key == slug), None)
    if found is None:
        raise Http404
    shown = {"category": found, "cities": cities, "city": city, "section": "payments",
             "found": _found(request, city=_key(city), category=slug)}  # fmt: skip
    return render(request, "payments/category.html", shown)


def _cities(request: HttpRequest) -> tuple[list[City], City | None]:
    """All cities, and the one that the address names."""
    cities = list(City.objects.all())
    wanted = request.GET.get("city")
    return cities, next((city for city in cities if city.key == wanted), None)


def _key(city: City | None) -> str:
    return city.key if city else ""


def _templates(request: HttpRequest) -> list[PaymentTemplate]:
    """The signed-in customer's own."""
    customer = customer_of(request)
    return list(PaymentTemplate.objects.of(customer)) if customer else []


def _found(request: HttpRequest, **wanted: str) -> listing.Found:
    page = request.GET.get("page", "")
    is_number = page.isascii() and page.isdigit() and len(page) <= LONGEST_PAGE
    return listing.services(**wanted, page=int(page) if is_number else 1)
