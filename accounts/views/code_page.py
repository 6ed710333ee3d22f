"""What each page that asks for a code shows: where it went, until when, when the next goes."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from accounts.errors import AccountsRefused
from accounts.factors import codes
from accounts.factors.errors import CodeExpired, NothingToConfirm, NoTriesLeft
from accounts.factors.passkey_answers import question_for
from accounts.factors.proofs import read_code, takes_app
from accounts.models import Confirmation
from homebank.forms import Form
from homebank.lib import clock


def code_context(
    confirmation: Confirmation | None, form: Form, refusal: AccountsRefused | None = None
) -> dict[str, Any]:
    """Context for accounts/code_fields.html, or with `over` for accounts/code_over.html."""
    assert confirmation is not None
    confirmation.refresh_from_db()
    next_at = codes.next_send_at(confirmation=confirmation)
    return {
        "form": form,
        "by_app": takes_app(confirmation),
        "passkey": question_for(confirmation),
        "confirmation": confirmation,
        "over": _why_over(confirmation, refusal),
        "stopped": codes.sms_is_stopped(confirmation),
        "leaves_at": _future(confirmation.last_sent_at),
        "valid_until": _future(codes.valid_until(confirmation=confirmation)),
        "may_resend": next_at is not None and next_at <= clock.now(),
        "resend_at": _future(next_at),
    }


def shown_in(request: HttpRequest, confirmation: Confirmation) -> dict[str, str]:
    """What was posted to confirm: a passkey's answer, or else a code that may be right now."""
    if passkey := request.POST.get("passkey", ""):
        return {"passkey": passkey}
    code = request.POST.get("code", "")
    check_code_waits(confirmation, code)
    return {"code": code}


def check_code_waits(confirmation: Confirmation | None, code: str) -> None:
    """Refuse, uncounted, what is no code, and any code while none is valid."""
    assert confirmation is not None
    read_code(code)
    is_open = confirmation.guesses_left and not _is_closed(confirmation)
    if (
        is_open
        and not takes_app(confirmation)
        and not _future(codes.valid_until(confirmation=confirmation))
    ):
        raise CodeExpired


def _why_over(confirmation: Confirmation, refusal: AccountsRefused | None) -> str:
    """`nothing`, `tries`, `sim` or `codes` if no code can be right here any more, else nothing."""
    if _is_closed(confirmation) or isinstance(refusal, NothingToConfirm):
        return "nothing"
    if not confirmation.guesses_left or isinstance(refusal, NoTriesLeft):
        return "tries"
    if codes.sms_is_stopped(confirmation) and not codes.goes_without_sms(confirmation):
        return "sim"
    still_good = _future(codes.valid_until(confirmation=confirmation))
    lives = still_good or confirmation.sends_left or codes.needs_no_sms(confirmation)
    return "" if lives else "codes"


def _is_closed(confirmation: Confirmation) -> bool:
    return bool(confirmation.consumed_at or confirmation.voided_at)


def _future(moment: datetime | None) -> datetime | None:
    return moment if moment and moment > clock.now() else None
