"""The answer of a request: JSON with a code and a reference, signed where a terminal is known."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_variables

from accounts.errors import NotAMobile, PhoneTaken
from accounts.errors import TooManyTries as TooManyOfStaff
from accounts.four_eyes import AlreadyWaits
from accounts.staff.errors import (
    OperatorNotProven,
    ReasonHoldsSecret,
    ReasonMissing,
    SameNumber,
)
from cards.switch_errors import NotBlocked, SwitchRefused
from channel.errors import Away, ChannelRefused, ClockWrong, NotRead, TooMany
from channel.identifying import Caller
from channel.once import moment
from channel.shapes import Body
from channel.signing import NONCE_HEADER, SIGNATURE_HEADER, TIME_HEADER, answer_text, signature
from homebank.lib import clock
from homebank.lib.errors import Refusal

# Refusals of the rooms below as programs know them; any other is "refused".
CODES: Mapping[type[Refusal], tuple[str, int]] = {
    NotAMobile: ("not-a-mobile", 400), SameNumber: ("same-number", 409),
    PhoneTaken: ("number-taken", 409), ReasonMissing: ("reason-missing", 400),
    ReasonHoldsSecret: ("reason-holds-secret", 400), AlreadyWaits: ("waits-already", 409),
    TooManyOfStaff: ("too-many", 429), NotBlocked: ("not-blocked", 409),
    SwitchRefused: ("card-stays-blocked", 409), OperatorNotProven: ("operator-not-proven", 403),
}  # fmt: skip

AWAY_SECONDS = 30


@sensitive_variables()
def answer(request: HttpRequest, caller: Caller | None, body: Body, status: int) -> HttpResponse:
    """The body as JSON, kept by no cache; signed for whoever has asked."""
    raw = json.dumps(body, ensure_ascii=False).encode()
    response = HttpResponse(raw, content_type="application/json", status=status)
    response["Cache-Control"] = "no-store"
    if caller is not None:
        _sign(response, caller, raw)
    return response


def answer_refusal(
    request: HttpRequest, caller: Caller | None, refusal: Refusal | PermissionDenied
) -> HttpResponse:
    """`code` for the program, `message` for who stands there, `reference` as in our logs."""
    if isinstance(refusal, PermissionDenied):
        refusal = OperatorNotProven()
    code, status = _code_of(refusal)
    told: dict[str, Any] = {"code": code, "message": str(refusal)}
    told["reference"] = getattr(request, "reference", "")
    if isinstance(refusal, NotRead) and refusal.field:
        told["field"] = refusal.field
    if isinstance(refusal, ClockWrong):
        told["time"] = moment(clock.now())
    response = answer(request, caller, told, status)
    if isinstance(refusal, TooMany | TooManyOfStaff):
        left = (refusal.at - clock.now()).total_seconds()
        response["Retry-After"] = str(max(int(left) + 1, 1))
    if isinstance(refusal, Away):
        response["Retry-After"] = str(AWAY_SECONDS)
    return response


def _code_of(refusal: Refusal) -> tuple[str, int]:
    if isinstance(refusal, ChannelRefused):
        return refusal.code, refusal.status
    known = (told for kind, told in CODES.items() if isinstance(refusal, kind))
    return next(known, (ChannelRefused.code, ChannelRefused.status))


def _sign(response: HttpResponse, caller: Caller, body: bytes) -> None:
    terminal, time = caller.terminal, str(int(clock.now().timestamp()))
    text = answer_text(key_id=terminal.key_id, time=time, nonce=caller.nonce,
                       status=response.status_code, body=body)  # fmt: skip
    response[TIME_HEADER], response[NONCE_HEADER] = time, caller.nonce
    response[SIGNATURE_HEADER] = signature(terminal.key, text)
