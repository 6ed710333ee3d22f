"""The public page that verifies a paper: by hand, or by the QR that stands on it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from documents.errors import DocumentRefused, TooManyLooks
from documents.forms import VerifyForm
from documents.verification import Verified, verify
from homebank.lib.network import network_of

OK, UNKNOWN, TOO_MANY = 200, 404, 429


@require_http_methods(["GET", "HEAD", "POST"])
def verify_by_hand(request: HttpRequest) -> HttpResponse:
    """The form for number and code; what the bank says of them is on the same page."""
    form = VerifyForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "documents/verify.html", {"form": form})
    return _answer(request, form.cleaned_data["number"], form.cleaned_data["code"], form)


@require_safe
@never_cache
def paper(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """What the bank says of the paper whose QR was read."""
    form = VerifyForm({"number": number, "code": code})
    return _answer(request, number, code, form)


def _answer(request: HttpRequest, number: str, code: str, form: VerifyForm) -> HttpResponse:
    # Changing the language or the theme of the page is no new look at the paper.
    counts = request.method != "HEAD" and not request.GET
    try:
        found = verify(number=number, code=code, network=network_of(request),
                       reader=_customer(request), counts=counts)  # fmt: skip
    except DocumentRefused as refusal:
        form.add_error(None, str(refusal))
        is_limited = isinstance(refusal, TooManyLooks)
        status = TOO_MANY if is_limited else OK if request.method == "POST" else UNKNOWN
        return _page(request, "documents/verify.html", {"form": form}, status)
    return _page(request, "documents/paper.html", _shown(found))


def _shown(found: Verified) -> dict[str, Any]:
    kept = {"paper": found.paper, "facts": found.facts, "count": found.checked_count}
    return {**kept, "last": found.last_checked_at}


def _page(request: HttpRequest, name: str, shown: dict[str, Any], status: int = OK) -> HttpResponse:
    response = render(request, name, {**shown, "address": settings.PUBLIC_URL}, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    # The address of a paper holds its code: not even our own pages are told where one comes from.
    response["Referrer-Policy"] = "strict-origin"
    return response


def _customer(request: HttpRequest) -> UUID | None:
    """Who is signed in, if somebody is: this room knows no customers, only their ids."""
    return getattr(request.user, "customer_id", None)
