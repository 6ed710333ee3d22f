"""Pages that belong to no room: health, errors."""

import sys

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache

from homebank.identity import BANK
from homebank.lib.away import is_away
from homebank.works_page import away_page, not_now

# Pages ask the database, never the broker: what is lost of its nudges the sweeps do. A database
# that is started again is back within a minute, one that another takes over for as well.
ASK_AGAIN_SECONDS = 60
READS = ("GET", "HEAD")


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers. Asks nothing else."""
    return JsonResponse({"status": "ok"})


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: each thing that a request needs, by name. 503 if one of them is missing."""

    def database() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")

    parts = {}
    for name, ask in (("database", database), ("broker", lambda: cache.get("readyz"))):
        try:
            ask()
            parts[name] = "ok"
        except Exception as reason:
            parts[name] = type(reason).__name__
    ready = set(parts.values()) == {"ok"}
    body = {"status": "ok" if ready else "not ready", **parts}
    return JsonResponse(body, status=200 if ready else 503)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is not from our page, or the page is older than the sign-in."""
    return render(request, "errors/403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be read. Its page does not read it once more."""
    request.GET = QueryDict()
    return render(request, "errors/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault: a reference for the contact centre, and the promise that holds.

    Django calls it while it handles the error. Neither page asks what the others do (who reads,
    how long the visit lasts): that may be what broke.
    """
    told = {"reference": getattr(request, "reference", "")}
    if is_away(sys.exception()):
        page = away_page(**told, is_in_doubt=request.method not in READS)
        return not_now(page, seconds=ASK_AGAIN_SECONDS)
    return HttpResponse(render_to_string("errors/500.html", {"bank": BANK, **told}), status=500)
