"""A visit: from signing in until sign-out, 15 idle minutes or 12 hours, by the bank's clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login, logout, update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.limits import MOST_VISITS, VISIT_STAYS
from accounts.models import User, Visit
from accounts.sign_in.typed import carried_over, remember_whose
from homebank.lib import clock, crypto, throttle
from homebank.lib.network import network_of
from homebank.lib.unattended import is_unattended

BEGAN, SEEN, VISIT = "visit-began", "visit-seen", "visit"
NO_VISIT = UUID(int=0)
# Writing each second of a visit would cost a write for each picture of a page.
COARSE = timedelta(seconds=10)
BACKEND = "accounts.backends.SessionBackend"


def open_visit(request: HttpRequest, user: User) -> None:
    """Sign in under a fresh session id; of the session before only what the user typed is kept.

    `user.otp_device` is what verified the user.
    """
    typed = carried_over(request, user_id=user.pk)
    request.session.flush()
    login(request, user, backend=BACKEND)
    request.session.update(typed)
    _stamp(request, BEGAN, SEEN)
    now = clock.now()
    visit = Visit.objects.create(
        user=user, session=request.session.session_key or "", began_at=now, seen_at=now,
        agent=request.headers.get("User-Agent", "")[:300], network=network_of(request),
    )  # fmt: skip
    request.session[VISIT] = str(visit.pk)
    _end_beyond(MOST_VISITS, user)


def close_visit(request: HttpRequest, why: Visit.End = Visit.End.SIGNED_OUT) -> None:
    """End the visit on the server: its cookie opens nothing any more."""
    write_end(_row(request), why)
    logout(request)
    if why == Visit.End.SIGNED_OUT:  # the cookie goes too; a late click's would be a newer one
        setattr(request, "signs_out", True)  # noqa: B010 - homebank/sessions.py reads it


def step_up(request: HttpRequest) -> None:
    """Go on under a fresh session id after a code, also when the password has just changed.

    A visit that was ended meanwhile, from another one or by a new password, does not go on.
    """
    assert isinstance(request.user, User)
    request.user.refresh_from_db()
    update_session_auth_hash(request, request.user)
    going_on = _row(request).filter(ended_at=None)
    if visit_of(request) and not going_on.update(session=request.session.session_key):
        logout(request)


def open_visits(*, user: User) -> list[Visit]:
    """Visits that could go on now, the latest first."""
    now = clock.now()
    going_on = Visit.objects.filter(
        user=user, ended_at=None, seen_at__gt=now - settings.SESSION_IDLE,
        began_at__gt=now - settings.SESSION_ABSOLUTE,
    )  # fmt: skip
    return list(going_on.order_by("-seen_at"))


def end_visits(*, user: User, only: UUID | None = None, but: UUID | None = None) -> int:
    """End the user's visits, or `only` one, or all `but` one; at once, whatever they do.

    How many were ended.
    """
    chosen = [v.pk for v in open_visits(user=user) if v.pk != but and only in (None, v.pk)]
    visits = Visit.objects.filter(pk__in=chosen)
    write_end(visits, Visit.End.ENDED)
    # Read after the end is written: from then on nobody goes on under another session id.
    keys = [visit.session for visit in visits]
    Session.objects.filter(session_key__in=keys).delete()
    return len(chosen)


def is_of(*, user: User, visit_id: UUID) -> bool:
    """Whether the visit, open or over, is the user's."""
    return Visit.objects.filter(user=user, pk=visit_id).exists()


def close_visits(*, user: User, but: UUID | None = None) -> None:
    """Write down the end of visits that a changed password ends by itself at their next page."""
    write_end(Visit.objects.filter(user=user).exclude(pk=but or NO_VISIT), Visit.End.CLOSED)


def write_end(visits: QuerySet[Visit], why: Visit.End) -> None:
    """Write down that the visits are over; those that were stay as they are."""
    visits.filter(ended_at=None).update(ended_at=clock.now(), end=why)


@dataclass(frozen=True, slots=True)
class Stay:
    """How long a visit lasts: to `idle_at` without use, and to `over_at` at most.

    `left` and `whole` are the same in seconds from now, `warning` how many before its end a page
    says so; `who` tells one customer's pages from another's, and nothing else.
    """

    idle_at: datetime
    over_at: datetime
    left: int
    whole: int
    warning: int
    who: str


def stay_of(request: HttpRequest) -> Stay:
    """How long the request's visit lasts as things stand."""
    over_at = _read(request, BEGAN) + settings.SESSION_ABSOLUTE
    idle_at = min(_read(request, SEEN) + settings.SESSION_IDLE, over_at)
    left, whole = (int((at - clock.now()).total_seconds()) for at in (idle_at, over_at))
    who = crypto.fingerprint(str(request.user.pk), column="session.who")[:16]
    warning = int(settings.SESSION_WARNING.total_seconds())
    return Stay(idle_at, over_at, left, whole, warning, who)


def stay_longer(request: HttpRequest) -> bool:
    """Let the visit last 15 minutes from now, as any page does; never beyond its 12 hours.

    Whether it was done: not for who asks too often.
    """
    if not throttle.take(VISIT_STAYS, f"user {request.user.pk}").allowed:
        return False
    _see(request)
    return True


def visit_of(request: HttpRequest) -> UUID | None:
    """The id of the request's visit, if a customer's."""
    key = request.session.get(VISIT)
    return UUID(key) if key else None


def end_if_over(request: HttpRequest) -> str:
    """`idle`, `long` or `closed` if the visit ended now (and is closed), else nothing.

    `closed`: the password was changed or the person blocked elsewhere.
    """
    session = request.session
    if SESSION_KEY not in session:
        return ""
    ended, whose = _why_over(request), request.user.pk
    if ended:
        close_visit(request, Visit.End(ended))
        if whose and ended != Visit.End.CLOSED:
            remember_whose(request, whose)
    elif clock.now() - _read(request, SEEN) >= COARSE and not is_unattended(request):
        _see(request)
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


def _end_beyond(count: int, user: User) -> None:
    """Of more open visits than that, the longest unused end."""
    for visit in open_visits(user=user)[count:]:
        end_visits(user=user, only=visit.pk)


def _row(request: HttpRequest) -> QuerySet[Visit]:
    """The request's visit as rows: one, or none for staff and strangers."""
    key = visit_of(request)
    return Visit.objects.filter(pk=key) if key else Visit.objects.none()


def _why_over(request: HttpRequest) -> str:
    if not request.user.is_authenticated:
        return "closed"
    if BEGAN not in request.session:  # the desk's own login page was the door
        _stamp(request, BEGAN, SEEN)
    now = clock.now()
    if now - _read(request, BEGAN) >= settings.SESSION_ABSOLUTE:
        return "long"
    return "idle" if now - _read(request, SEEN) >= settings.SESSION_IDLE else ""


def _see(request: HttpRequest) -> None:
    _stamp(request, SEEN)
    _row(request).update(seen_at=clock.now())


def _stamp(request: HttpRequest, *keys: str) -> None:
    for key in keys:
        request.session[key] = clock.now().isoformat()


def _read(request: HttpRequest, key: str) -> datetime:
    return datetime.fromisoformat(request.session[key])
