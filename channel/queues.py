"""What of this room waits for people at the desk (settings.DESK_QUEUES)."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from channel.models import Terminal

ASKED = "?stopped_at__isempty=0&revoked_at__isempty=1"
MOST = 101


def _seen_by(by: User) -> bool:
    return by.has_perm("channel.view_terminal")


def _address() -> str:
    return f"{reverse('admin:channel_terminal_changelist')}{ASKED}"


def _moments(_by: User) -> Iterable[datetime]:
    rows = Terminal.objects.stopped().order_by("stopped_at")
    return [at for at in rows.values_list("stopped_at", flat=True)[:MOST] if at]


STOPPED = ("stopped-terminals", _("Machines that were stopped"), _seen_by, _address, _moments)
