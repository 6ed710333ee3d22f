"""Planned works: a switch that closes the site for customers, while the desk and health go on.

The switch is a file, so that it outlives a restart, needs neither database nor broker, and costs a
request one look at the disk. On several machines each has its own.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from homebank.lib import clock
from homebank.lib.network import is_at_desk
from homebank.works_page import not_now, works_page

Handler = Callable[[HttpRequest], HttpResponse]
REASONS: dict[str, StrOrPromise] = {
    "update": _("The bank is being updated."),
    "equipment": _("Equipment is being replaced."),
    "failure": _("Something broke and is being mended."),
}
# When nobody knows the end, or it has passed: ask again then.
SOON = timedelta(minutes=5)
ALWAYS_OPEN = ("/healthz", "/readyz")


@dataclass(frozen=True, slots=True)
class Works:
    """The site is closed. `until` is what customers are told, not when it opens by itself."""

    until: datetime | None = None
    reason: str = ""

    def retry_after(self) -> int:
        """Seconds until it makes sense to come again."""
        left = self.until - clock.now() if self.until else SOON
        return max(int(left.total_seconds()), int(SOON.total_seconds()))

    def is_late(self) -> bool:
        """What customers were told has not come true."""
        return self.until is not None and self.until <= clock.now()


def begin_works(*, until: datetime | None, reason: str) -> Works:
    """Close the site for customers. OSError if the file cannot be written."""
    file = Path(settings.MAINTENANCE_FILE)
    beside = file.with_suffix(f".{os.getpid()}")
    told = {"until": until.isoformat() if until else "", "reason": reason}
    beside.write_text(json.dumps(told))
    beside.replace(file)
    return Works(until, reason)


def end_works() -> bool:
    """Open the site again; whether it was closed. OSError if the file cannot be taken away."""
    file = Path(settings.MAINTENANCE_FILE)
    was_closed = file.exists()
    file.unlink(missing_ok=True)
    return was_closed


def works_now() -> Works | None:
    """The works that go on, if any. A file that says nothing readable closes the site too."""
    try:
        told = json.loads(Path(settings.MAINTENANCE_FILE).read_text())
        until = datetime.fromisoformat(told["until"]) if told["until"] else None
        return Works(_with_zone(until), str(told["reason"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):  # written by hand, or by root for root
        return Works()


def _with_zone(until: datetime | None) -> datetime | None:
    """A time that somebody wrote without a zone is Almaty's."""
    return until.replace(tzinfo=clock.ALMATY) if until and until.tzinfo is None else until


def works(get_response: Handler) -> Handler:
    """During works every address but the desk's and the health's answers 503 with their page.

    Nothing behind is asked: no visit is ended, no form taken half, no draft changed.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        going_on = None if _stays_open(request) else works_now()
        return _away(going_on) if going_on else get_response(request)

    return middleware


def _stays_open(request: HttpRequest) -> bool:
    return request.path in ALWAYS_OPEN or is_at_desk(request)


def _away(going_on: Works) -> HttpResponse:
    until = None if going_on.is_late() else going_on.until
    page = works_page(until=until, reason=REASONS.get(going_on.reason, ""), planned=True)
    return not_now(page, seconds=going_on.retry_after())
