"""The demo's cash machine: it signs what is asked for a card, and prints what the bank signed.

It speaks to the bank over HTTP as any other would. Only its key comes from the bank's own table:
nobody has typed it in.
"""

import json
import secrets
from dataclasses import dataclass
from typing import Any

import httpx
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_variables

from channel.models import Terminal
from channel.signing import (
    NONCE_HEADER,
    SIGNATURE_HEADER,
    TIME_HEADER,
    answer_text,
    sign_request,
    signature,
)
from channel.terminals import add_terminal
from homebank.lib import clock, crypto

NAME, PLACE = "ATM 0042", "Алматы, Абай 10"
SECONDS = 20.0


class NotHeard(Exception):
    """The bank did not answer, or somebody else did."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What the bank answered: HTTP's status and its JSON."""

    status: int
    told: dict[str, Any]

    @property
    def is_done(self) -> bool:
        return self.status == 200


def seed_cash_machine() -> bool:
    """Give it a key, if it has none that works; whether it was given one."""
    if Terminal.objects.heard().filter(name=NAME).exists():
        return False
    add_terminal(name=NAME, kind=Terminal.Kind.MACHINE, place=PLACE)
    return True


@sensitive_variables()
def ask_bank(function: str, told: dict[str, Any]) -> Printed:
    """Ask for it, signed; NotHeard where no answer came that the bank has signed."""
    terminal = Terminal.objects.filter(name=NAME).order_by("-added_at").first()
    if terminal is None:
        raise NotHeard
    path, body = reverse(f"channel:{function}"), json.dumps(told).encode()
    nonce = secrets.token_urlsafe(16)
    headers = sign_request(key=terminal.key, key_id=terminal.key_id, at=clock.now(), nonce=nonce,
                           method="POST", path=path, body=body)  # fmt: skip
    headers |= {"Content-Type": "application/json", "Accept-Language": get_language() or "ru"}
    try:
        answer = httpx.post(f"{settings.PUBLIC_URL}{path}", content=body, headers=headers,
                            timeout=SECONDS)  # fmt: skip
        found = answer.json()
    except (httpx.HTTPError, ValueError):
        raise NotHeard from None
    # Who is not known is answered without a signature: there is no key to sign with.
    is_believed = answer.status_code == 401 or _is_signed(answer, terminal, nonce)
    if not isinstance(found, dict) or not is_believed:
        raise NotHeard
    return Printed(answer.status_code, found)


def _is_signed(answer: httpx.Response, terminal: Terminal, nonce: str) -> bool:
    text = answer_text(
        key_id=terminal.key_id, time=answer.headers.get(TIME_HEADER, ""), nonce=nonce,
        status=answer.status_code, body=answer.content,
    )  # fmt: skip
    right = signature(terminal.key, text)
    is_ours = answer.headers.get(NONCE_HEADER) == nonce
    return is_ours and crypto.same(right, answer.headers.get(SIGNATURE_HEADER, ""))
