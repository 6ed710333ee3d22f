"""How long a visit may last, asked at every request."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.sign_in.typed import keep_typed
from accounts.sign_in.visits import end_if_over, way_back
from homebank.lib.network import is_at_desk

Handler = Callable[[HttpRequest], HttpResponse]


def session_limits(get_response: Handler) -> Handler:
    """A visit that is over is closed, and the reader led to sign in again and back."""

    def middleware(request: HttpRequest) -> HttpResponse:
        ended = end_if_over(request)
        return _to_sign_in(request, ended) if ended else get_response(request)

    return middleware


def _to_sign_in(request: HttpRequest, ended: str) -> HttpResponse:
    door = reverse("admin:login" if is_at_desk(request) else "accounts:sign-in")
    query = {"ended": ended, "next": way_back(request)}
    keep_typed(request, page=query["next"])
    told = urlencode({name: value for name, value in query.items() if value})
    return HttpResponseRedirect(f"{door}?{told}")
