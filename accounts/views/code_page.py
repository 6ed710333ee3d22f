"""What each page that asks for a code shows: where it went, until when, when the next goes."""

from datetime import datetime
from typing import Any

from accounts import codes
from accounts.forms import CodeForm
from accounts.models import Confirmation
from homebank.lib import clock


def code_context(confirmation: Confirmation | None, form: CodeForm) -> dict[str, Any]:
    """Context for accounts/code_fields.html."""
    assert confirmation is not None
    confirmation.refresh_from_db()
    next_at = codes.next_send_at(confirmation=confirmation)
    return {
        "form": form,
        "confirmation": confirmation,
        "leaves_at": _future(confirmation.last_sent_at),
        "valid_until": _future(codes.valid_until(confirmation=confirmation)),
        "may_resend": next_at is not None and next_at <= clock.now(),
        "resend_at": _future(next_at),
    }


def _future(moment: datetime | None) -> datetime | None:
    return moment if moment and moment > clock.now() else None
