"""One question to an SMS provider over HTTPS, within one deadline, and its JSON judged strictly.

Secrets go in the body, never in the address. Each question has a connection of its own: what fails
before there is one surely sent nothing; whatever fails after it is uncertain.
"""

import asyncio
import json
import ssl
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx

from homebank.lib.gateways import GatewayError
from homebank.lib.questions import run_question

CONNECT_SECONDS, SECONDS = 4.0, 9.0
LARGEST_ANSWER = 64 * 1024
# Asked for and insisted on: unpacking would make gigabytes of the few bytes that the limit lets in.
PLAIN = "identity"
# Answers of a door that let nothing in: it is crowded, or it does not know us.
CROWDED, NOT_LET_IN = {408, 425, 429, 503}, {401, 402, 403, 404, 405, 407}


def ask(address: str, form: Mapping[str, str], *, until: float | None = None) -> dict[str, Any]:
    """The JSON object that answers the POSTed form. GatewayError, uncertain where it may be.

    `until` (`deadline`) is given where several questions make one.
    """
    left = (deadline() if until is None else until) - time.monotonic()
    try:
        body = run_question(_read(address, form, max(left, 0.0)))
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.InvalidURL, httpx.UnsupportedProtocol):
        raise GatewayError("cannot connect") from None
    except TimeoutError:
        raise GatewayError(f"no answer in {SECONDS:.0f} seconds", uncertain=True) from None
    except (httpx.HTTPError, OSError) as reason:
        raise GatewayError(f"no answer: {type(reason).__name__}", uncertain=True) from None
    return _read_object(body)


def deadline() -> float:
    """When a question that begins now has to have its answer, by the monotonic clock."""
    return time.monotonic() + SECONDS


async def _read(address: str, form: Mapping[str, str], seconds: float) -> bytes:
    client = httpx.AsyncClient(
        follow_redirects=False, trust_env=False, verify=_certificates(),
        timeout=httpx.Timeout(SECONDS + 1, connect=CONNECT_SECONDS),
        headers={"Accept-Encoding": PLAIN},
    )  # fmt: skip
    # httpx limits each step of a request; only an outer deadline stops a server that drips bytes.
    question = client.stream("POST", address, data=dict(form))
    async with asyncio.timeout(seconds), client, question as response:
        return await _body(response)


async def _body(response: httpx.Response) -> bytes:
    _judge_status(response.status_code)
    if response.headers.get("Content-Encoding", PLAIN).strip().lower() != PLAIN:
        raise GatewayError("a packed answer", uncertain=True)
    body = b""
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise GatewayError("the answer is too long", uncertain=True)
    return body


def _judge_status(status: int) -> None:
    if status == httpx.codes.OK:
        return
    told = f"HTTP {status}"
    if status in CROWDED:
        raise GatewayError(told)
    if status in NOT_LET_IN or 300 <= status < 400:
        raise GatewayError(told, operator=True)
    # 202, say: whatever the provider means by it, it may well have taken the message.
    is_ours = 400 <= status < 500
    raise GatewayError(told, permanent=is_ours, uncertain=not is_ours)


def _read_object(body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise GatewayError("no JSON in the answer", uncertain=True) from None
    if not isinstance(answer, dict):
        raise GatewayError("no object in the answer", uncertain=True)
    return answer


def read_reference(value: object) -> str:
    """A provider's id of a message: digits or plain letters. GatewayError, uncertain, if not."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    plain = text.isascii() and text.replace("-", "").isalnum() and len(text) <= 100
    if not plain or text in {"0", "-1"}:
        raise GatewayError("accepted without a reference", uncertain=True)
    return text


@cache
def _certificates() -> ssl.SSLContext:
    """Whom we believe; reading the list costs more than a whole question."""
    return httpx.create_ssl_context(trust_env=False)
