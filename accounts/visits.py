"""A visit: from signing in until sign-out, 15 idle minutes or 12 hours, by the bank's clock."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login, logout
from django.http import HttpRequest

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
