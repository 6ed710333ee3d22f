"""What every request passes: a reference for logs, the reader's language, no caching in private."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from structlog.contextvars import bind_contextvars, clear_contextvars

from homebank.lib.ids import uuid7

type_of_next = Callable[[HttpRequest], HttpResponse]


def request_reference(get_response: type_of_next) -> type_of_next:
    """Give the request a short reference that its log lines and its error page share."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.reference = uuid7().hex[-12:].upper()  # type: ignore[attr-defined]
        clear_contextvars()
        bind_contextvars(reference=request.reference)  # type: ignore[attr-defined]
        response = get_response(request)
        response["X-Reference"] = request.reference  # type: ignore[attr-defined]
        return response

    return middleware


def language(get_response: type_of_next) -> type_of_next:
    """`?lang=kk` chooses a language and keeps it in a cookie; else the cookie, the browser, ru."""
    known = {code for code, _name in settings.LANGUAGES}

    def middleware(request: HttpRequest) -> HttpResponse:
        unread: SuspiciousOperation | None = None
        try:
            chosen = request.GET.get("lang", "")
        except SuspiciousOperation as reason:  # more fields than a query may have
            chosen, unread = "", reason
        chosen = chosen if chosen in known else ""
        active = chosen or translation.get_language_from_request(request)
        with translation.override(active):
            request.LANGUAGE_CODE = active
            told = response_for_exception(request, unread) if unread else None
            response = told or get_response(request)
            if getattr(response, "is_rendered", True) is False:
                response.render()  # type: ignore[attr-defined]
        response["Content-Language"] = active
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        if chosen:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 24 * 60 * 60,
                secure=settings.LANGUAGE_COOKIE_SECURE, httponly=True, samesite="Lax",
            )  # fmt: skip
        return response

    return middleware


def private_pages(get_response: type_of_next) -> type_of_next:
    """Pages of somebody signed in, and answers to forms, are kept by no cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated or request.method == "POST" or request.session.keys():
            response["Cache-Control"] = "no-store"
        return response

    return middleware
