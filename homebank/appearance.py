"""How the reader wants to see pages: larger text, more contrast, a theme. Links and a cookie."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
COOKIE = "homebank-view"
YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Appearance:
    """What stands on <html>: `data-size`, `data-contrast`, `data-theme`; empty is the usual."""

    size: str = ""
    contrast: str = ""
    theme: str = ""

    def __str__(self) -> str:
        """The cookie's value, for example `large..dark`."""
        return ".".join((self.size, self.contrast, self.theme))


# The word in `?view=` to what it sets.
WORDS = {
    "large": {"size": "large"},
    "usual": {"size": ""},
    "contrast": {"contrast": "more"},
    "calm": {"contrast": ""},
    "dark": {"theme": "dark"},
    "light": {"theme": "light"},
    "system": {"theme": ""},
}
ALLOWED = {"size": {"", "large"}, "contrast": {"", "more"}, "theme": {"", "dark", "light"}}


def appearance(get_response: Handler) -> Handler:
    """`?view=dark` chooses and keeps it in a cookie; `request.appearance` is what holds."""

    def middleware(request: HttpRequest) -> HttpResponse:
        kept = _read(request.COOKIES.get(COOKIE, ""))
        word = request.GET.get("view", "")
        chosen = Appearance(**{**vars(kept), **WORDS.get(word, {})})
        request.appearance = chosen  # type: ignore[attr-defined]
        response = get_response(request)
        if word in WORDS:
            response.set_cookie(
                COOKIE, str(chosen), max_age=YEAR, secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=True, samesite="Lax",
            )  # fmt: skip
        return response

    return middleware


def _read(cookie: str) -> Appearance:
    parts = dict(zip(ALLOWED, cookie.split("."), strict=False))
    return Appearance(**{name: part for name, part in parts.items() if part in ALLOWED[name]})
