"""What was typed into a form that came after its visit had ended, kept until its customer is back.

Only the boxes that a view names by `keeps_typed`, so that no password, code or fact of a card can
be among them; sealed, in the session, for one customer, one page and an hour.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import Resolver404, resolve
from django.views.decorators.debug import sensitive_variables

from accounts.limits import TYPED_LIFE
from homebank.lib import clock, crypto

View = TypeVar("View", bound=Callable[..., HttpResponse])
WHOSE, TYPED, COLUMN = "whose-visit-ended", "typed", "session.typed"
LONGEST = 500
_tokens = CsrfViewMiddleware(lambda _request: HttpResponse())


def keeps_typed(*boxes: str) -> Callable[[View], View]:
    """Name the boxes of the view's form that may be kept: nothing secret, and no hidden field."""

    def mark(view: View) -> View:
        view.keeps_typed = boxes  # type: ignore[attr-defined]
        return view

    return mark


def remember_whose(request: HttpRequest, user_id: int) -> None:
    """The visit of this user ended by itself: a form that still comes is theirs."""
    request.session[WHOSE] = user_id


@sensitive_variables("typed")
def keep_typed(request: HttpRequest, *, page: str) -> None:
    """Keep what was posted too late, for the page that the form stood on.

    Nothing is kept of a stranger's form, of one without its token, or where no view says so.
    """
    whose = request.session.get(WHOSE)
    view, boxes = _boxes_of(request.path_info)
    if request.method != "POST" or whose is None or not boxes:
        return
    if _tokens.process_view(request, view, (), {}) is not None:
        return
    typed = {
        box: request.POST[box] for box in boxes if 0 < len(request.POST.get(box, "")) <= LONGEST
    }
    kept = {"user": whose, "page": urlsplit(page).path, "typed": typed,
            "until": (clock.now() + TYPED_LIFE).isoformat()}  # fmt: skip
    request.session[TYPED] = crypto.seal(json.dumps(kept).encode(), column=COLUMN)


def carried_over(request: HttpRequest, *, user_id: int) -> dict[str, str]:
    """What of the session before sign-in goes along: what this user, and nobody else, typed."""
    kept = _read(request)
    return {TYPED: request.session[TYPED]} if kept.get("user") == user_id else {}


def take_typed(request: HttpRequest) -> dict[str, str]:
    """What was typed on this page before the visit ended; once, and only to its own customer."""
    if request.method != "GET" or TYPED not in request.session:
        return {}
    kept = _read(request)
    if kept.get("user") == request.user.pk and kept["page"] != request.path:
        return {}  # still on the way there
    del request.session[TYPED]
    mine = kept.get("user") == request.user.pk
    return {str(box): str(text) for box, text in kept["typed"].items()} if mine else {}


def _boxes_of(path: str) -> tuple[Any, tuple[str, ...]]:
    try:
        view = resolve(path).func
    except Resolver404:
        return None, ()
    return view, getattr(view, "keeps_typed", ())


@sensitive_variables("kept")
def _read(request: HttpRequest) -> dict[str, Any]:
    """What the session keeps, unless its hour is over or its key is gone."""
    try:
        sealed = request.session.get(TYPED, "")
        kept: dict[str, Any] = json.loads(crypto.unseal(sealed, column=COLUMN)) if sealed else {}
    except crypto.CannotUnseal:
        return {}
    over = not kept or datetime.fromisoformat(kept["until"]) <= clock.now()
    return {} if over else kept
