"""Pages for anyone: the front door, tariffs, branches, contacts, help, what robots may read."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from desk.wording.markup import render_text
from homebank.lib import clock
from homebank.public.answers import Answer, answer
from homebank.public.contacts import ways_to_reach
from homebank.public.forms import CalculatorForm
from homebank.public.help import find_article, groups_now
from homebank.public.home import example, shelves
from homebank.public.listing import branches_in
from homebank.public.papers import document
from homebank.public.serving import public_page
from homebank.public.sitemap import indexed
from payments.catalogue import listing
from tariffs.errors import TariffRefused
from tariffs.tables import table_at

HOUR, DAY = 60 * 60, 24 * 60 * 60
SERVICES_FOUND = 12
ROBOTS = """\
User-agent: *
Disallow: /my/
Disallow: /cards/
Disallow: /demo/
Disallow: /payments/services/

Sitemap: {sitemap}
"""


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """What can be paid today, and what a payment costs, with the fee worked out now."""
    shown, services = shelves()
    context = {"shelves": shown, "services": services, "example": example()}
    return render(request, "public/home.html", context)


@public_page
def tariffs(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The tariff in force, or the version with this number, as a published document."""
    found = document(number)
    if found is None:
        raise Http404
    form = CalculatorForm({}, table=table_at(clock.now()))
    context = {"document": found, "calculator": form, "is_usual": number is None,
               "section": "tariffs", "order": _order(request)}  # fmt: skip
    return render(request, "public/tariffs.html", context)


@public_page
def calculator(request: HttpRequest) -> HttpResponse:
    """What something costs: a question in the address, its answer with all reasons."""
    asked, words = request.GET.dict(), request.GET.get("q", "").strip()
    form = CalculatorForm(asked, table=table_at(clock.now()))
    found = listing.services(question=words) if words else None
    context = {"form": form, "answer": _answer(form), "words": words[: listing.LONGEST_QUESTION],
               "found": found.services[:SERVICES_FOUND] if found else [],
               "is_guess": found and found.is_guess, "section": "tariffs"}  # fmt: skip
    return render(request, "public/calculator.html", context)


@public_page
def branches(request: HttpRequest) -> HttpResponse:
    """Branches and cash machines, all of them or those of a city, and which are open now."""
    context = {"listed": branches_in(request.GET.get("city", "")), "section": "branches"}
    return render(request, "public/branches.html", context)


@public_page
def contacts(request: HttpRequest) -> HttpResponse:
    """Every way to reach the bank, round the clock."""
    context = {"ways": ways_to_reach(), "section": "help"}
    return render(request, "public/contacts.html", context)


@public_page
def help_(request: HttpRequest) -> HttpResponse:
    """The help centre: every article by its heading."""
    return render(request, "public/help.html", {"groups": groups_now(), "section": "help"})


@public_page
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article, with its neighbours."""
    found = find_article(slug)
    if found is None:
        raise Http404
    article, group = found
    context = {"article": article, "group": group, "section": "help",
               "text": render_text(article.text) if article.text else ""}  # fmt: skip
    return render(request, article.template, context)


@require_safe
@cache_control(max_age=DAY)
def robots(request: HttpRequest) -> HttpResponse:
    """What stands behind the sign-in is not for robots."""
    text = ROBOTS.format(sitemap=f"{settings.PUBLIC_URL}/sitemap.xml")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(max_age=HOUR)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page that may be found, in each language."""
    context = {"pages": indexed()}
    return render(request, "public/sitemap.xml", context, content_type="application/xml")


def _order(request: HttpRequest) -> UUID | None:
    """The order of a card whose pages led here, and to which a link leads back."""
    try:
        return UUID(request.GET.get("order", ""))
    except ValueError:
        return None


def _answer(form: CalculatorForm) -> Answer | None:
    """The answer to a form that was filled in right; a tariff's refusal becomes its error."""
    if not form.is_valid() or form.thing is None:
        return None
    try:
        return answer(thing=form.thing, answers=form.answers, amount=form.money)
    except TariffRefused as refusal:
        form.add_error(None, str(refusal))
        return None
