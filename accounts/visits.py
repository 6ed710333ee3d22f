"""A visit: from signing in until sign-out, 15 idle minutes or 12 hours, by the bank's clock."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login, logout
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from homebank.lib import clock

BEGAN, SEEN = "visit-began", "visit-seen"
# Writing each second of a visit would cost a write for each picture of a page.
COARSE = timedelta(seconds=10)
BACKEND = "accounts.backends.SessionBackend"


def open_visit(request: HttpRequest, user: User) -> None:
    """Sign in under a fresh session id; nothing of the session before is kept.

    `user.otp_device` is what verified the user.
    """
    request.session.flush()
    login(request, user, backend=BACKEND)
    _stamp(request, BEGAN, SEEN)


def close_visit(request: HttpRequest) -> None:
    """End the visit on the server: its cookie opens nothing any more."""
    logout(request)


def end_if_over(request: HttpRequest) -> str:
    """`idle`, `long` or `closed` if the visit ended now (and is closed), else nothing.

    `closed`: the password was changed or the person blocked elsewhere.
    """
    session = request.session
    if SESSION_KEY not in session:
        return ""
    ended = _why_over(request)
    if ended:
        close_visit(request)
    elif clock.now() - _read(request, SEEN) >= COARSE:
        _stamp(request, SEEN)
    return ended


def way_back(request: HttpRequest) -> str:
    """The address to come back to after signing in; nothing for who was leaving anyway.

    What was posted is gone, so a form leads back to the page that it stood on: the Referer if
    it lies here, else its own address, which answers GET too.
    """
    if request.path == reverse("accounts:sign-out"):
        return ""
    address = request.get_full_path()
    came_from = request.headers.get("Referer", "")
    if request.method not in {"GET", "HEAD"} and is_ours(came_from, request):
        page = urlsplit(came_from)
        address = urlunsplit(("", "", page.path, page.query, "")) if page.netloc else address
    return address if is_ours(address, request) else ""


def is_ours(address: str, request: HttpRequest) -> bool:
    """Whether an address to go on to lies on this host."""
    return url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def _why_over(request: HttpRequest) -> str:
    if not request.user.is_authenticated:
        return "closed"
    if BEGAN not in request.session:  # the desk's own login page was the door
        _stamp(request, BEGAN, SEEN)
    now = clock.now()
    if now - _read(request, BEGAN) >= settings.SESSION_ABSOLUTE:
        return "long"
    return "idle" if now - _read(request, SEEN) >= settings.SESSION_IDLE else ""


def _stamp(request: HttpRequest, *keys: str) -> None:
    for key in keys:
        request.session[key] = clock.now().isoformat()


def _read(request: HttpRequest, key: str) -> datetime:
    return datetime.fromisoformat(request.session[key])
