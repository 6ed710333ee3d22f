"""Whose request it is: the signature first, then the clock, the limit and the nonce."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from channel import limits
from channel.errors import BodyTooLong, ClockWrong, NotSigned, Replayed, TooMany
from channel.models import Terminal
from channel.signing import (
    KEY_HEADER,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    TIME_HEADER,
    request_text,
    signature,
)
from homebank.lib import clock, crypto, throttle

LARGEST = 4 * 1024
SHAPES = {
    KEY_HEADER: re.compile(r"[0-9A-Z]{8,20}", re.ASCII),
    TIME_HEADER: re.compile(r"[0-9]{1,11}", re.ASCII),
    NONCE_HEADER: re.compile(r"[0-9A-Za-z_-]{16,64}", re.ASCII),
    SIGNATURE_HEADER: re.compile(r"[0-9a-f]{64}", re.ASCII),
}
# An unknown key costs the same work as a known one.
NOBODYS_KEY = "0" * 64
SPEND = """
INSERT INTO channel_nonce (terminal_id, value, at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING
"""
# `last heard` is written once in a while, not with each request.
SEEN_EACH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who has signed a request, and its nonce: the answer is signed with both."""

    terminal: Terminal
    nonce: str


@dataclass(frozen=True, slots=True)
class Call:
    """A request that is the terminal's own, in time, and the first of its nonce."""

    caller: Caller
    body: bytes = field(repr=False)

    @property
    def terminal(self) -> Terminal:
        return self.caller.terminal


@sensitive_variables()
def read_caller(request: HttpRequest) -> tuple[Caller, bytes]:
    """Who has signed this request, and its body. NotSigned, BodyTooLong.

    A query would not be signed: an address with one is nobody's.
    """
    told = {name: request.headers.get(name, "") for name in SHAPES}
    if request.META.get("QUERY_STRING") or not all(
        shape.fullmatch(told[name]) for name, shape in SHAPES.items()
    ):
        raise NotSigned
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise BodyTooLong
    terminal = Terminal.objects.heard().filter(key_id=told[KEY_HEADER]).first()
    text = request_text(
        key_id=told[KEY_HEADER], time=told[TIME_HEADER], nonce=told[NONCE_HEADER],
        method=request.method or "", path=request.path, body=body,
    )  # fmt: skip
    right = signature(terminal.key if terminal else NOBODYS_KEY, text)
    if not crypto.same(right, told[SIGNATURE_HEADER]) or terminal is None:
        raise NotSigned
    return Caller(terminal, told[NONCE_HEADER]), body


def check_fresh(caller: Caller, request: HttpRequest) -> None:
    """The request is of this minute, one of not too many, and heard once.

    ClockWrong, TooMany(at), Replayed. Outside any transaction: what is spent stays spent.
    """
    now = clock.now()
    said = datetime.fromtimestamp(int(request.headers[TIME_HEADER]), UTC)
    if abs(now - said) > limits.SKEW:
        raise ClockWrong
    taken = throttle.take(limits.REQUESTS, str(caller.terminal.pk))
    if not taken.allowed:
        raise TooMany(at=taken.until)
    with connection.cursor() as cursor:
        cursor.execute(SPEND, [caller.terminal.pk, caller.nonce, now])
        if not cursor.rowcount:
            raise Replayed
    _see(caller.terminal, now)


def _see(terminal: Terminal, now: datetime) -> None:
    if terminal.seen_at is None or now - terminal.seen_at >= SEEN_EACH:
        Terminal.objects.filter(pk=terminal.pk).update(seen_at=now)
