"""The catalogue, open to everybody: looking needs no sign-in, paying does."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from payments.catalogue import listing
from payments.models import City


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Categories with their fees; services by words and city."""
    question = request.GET.get("q", "").strip()[: listing.LONGEST_QUESTION]
    cities = list(City.objects.all())
    city = next((c.key for c in cities if c.key == request.GET.get("city")), "")
    shown = {
        "question": question,
        "city": city,
        "cities": cities,
        "categories": [] if question else listing.categories(),
        "services": listing.services(question=question, city=city),
        "section": "payments",
    }
    return render(request, "payments/catalogue.html", shown)


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """Services of one category. A category without services has no page."""
    found = next((c for c in listing.categories() if c.thing.key == slug), None)
    if found is None:
        raise Http404
    shown = {"category": found, "services": listing.services(category=slug)}
    return render(request, "payments/category.html", {**shown, "section": "payments"})
