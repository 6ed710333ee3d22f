"""An acquirer that speaks JSON over HTTP(S): docs/other-cards.md has each question and answer.

An answer is judged strictly: only a 200 with a known status about our own key decides anything.
Nothing is followed, unpacked or taken from the environment.
"""

import asyncio
import json
import ssl
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from cards.other.acquirers import (
    HELD,
    ONE_TENGE,
    TIME_TO_ANSWER,
    UNKNOWN,
    WAITS,
    AcquirerDeclined,
    Verified,
    WholeCard,
)
from cards.other.words import REASONS
from homebank.lib.gateways import GatewayError
from homebank.lib.money import Money
from homebank.lib.questions import run_question

LARGEST_ANSWER = 16 * 1024
LONGEST_TEXT = 200
Json = dict[str, Any]


class JsonAcquirer:
    """See `cards.other.acquirers.Acquirer`."""

    @sensitive_variables()
    def verify(self, *, key: UUID, card: WholeCard, return_to: str) -> str:
        """See Acquirer.verify. A page that is no https address (http in a demo) is rubbish."""
        told = _ask("PUT", f"/v1/verifications/{key}", {
            "number": card.number, "expiry": card.expiry, "cvv": card.cvv, "currency": "KZT",
            "amount": ONE_TENGE.minor, "return_to": return_to,
        })  # fmt: skip
        _expect(told, key, WAITS)
        return _page(told)

    def look(self, *, key: UUID) -> Verified:
        """See Acquirer.look."""
        told = _ask("GET", f"/v1/verifications/{key}")
        _expect(told, key, WAITS, HELD, UNKNOWN, "released")
        if told["status"] == "released":
            return Verified(UNKNOWN)
        token = _text(told, "token")
        if told["status"] == HELD and not token:
            raise GatewayError("a card without its token")
        return Verified(told["status"], token)

    def release(self, *, key: UUID) -> None:
        """See Acquirer.release."""
        _expect(_ask("POST", f"/v1/verifications/{key}/release", {}), key, "released")

    def charge(self, *, key: UUID, token: str, amount: Money, about: str) -> str:
        """See Acquirer.charge. A debit of another sum than ours proves nothing."""
        told = _ask("PUT", f"/v1/charges/{key}", {
            "token": token, "amount": amount.minor, "currency": amount.currency, "about": about,
        })  # fmt: skip
        _expect(told, key, "charged")
        if told.get("amount") != amount.minor:
            raise GatewayError("debited another sum", uncertain=True)
        return _text(told, "number")

    def give_back(self, *, key: UUID) -> None:
        """See Acquirer.give_back."""
        _expect(_ask("POST", f"/v1/charges/{key}/undo", {}), key, "undone")

    def forget(self, *, token: str) -> None:
        """See Acquirer.forget."""
        told = _ask("POST", "/v1/tokens/forget", {"token": token})
        if told.get("status") != "forgotten":
            raise GatewayError("the token is not forgotten")


def _expect(told: Json, key: UUID, *wanted: str) -> None:
    """The answer is about our key and has a status that means something here."""
    if told.get("key") != str(key):
        raise GatewayError("an answer about another key", uncertain=True)
    if told.get("status") == "declined":
        reason = str(told.get("reason"))
        raise AcquirerDeclined(reason if reason in REASONS else "issuer")
    if told.get("status") not in wanted:
        raise GatewayError("a status that means nothing here", uncertain=True)


def _page(told: Json) -> str:
    page = told.get("page")
    try:
        parts = urlsplit(page if isinstance(page, str) else "")
    except ValueError:
        raise GatewayError("the issuer's page is no address") from None
    allowed = {"https", "http"} if settings.DEMO else {"https"}
    if parts.scheme not in allowed or not parts.hostname or len(str(page)) > 2000:
        raise GatewayError("the issuer's page is no address")
    return str(page)


def _text(told: Json, name: str) -> str:
    value = told.get(name, "")
    return value if isinstance(value, str) and len(value) <= LONGEST_TEXT else ""


@sensitive_variables()
def _ask(method: str, path: str, question: Json | None = None) -> Json:
    """The answer as a JSON object. GatewayError, uncertain where the question may have arrived."""
    if not settings.ACQUIRER_URL:
        raise GatewayError("HOMEBANK_ACQUIRER_URL is not set", operator=True)
    limit = TIME_TO_ANSWER.total_seconds()
    try:
        body = run_question(_read(method, settings.ACQUIRER_URL + path, question, limit))
        told = json.loads(body)
    except TimeoutError:
        raise GatewayError(f"no answer in {limit:.0f} seconds", uncertain=True) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as reason:
        raise GatewayError(f"no answer: {type(reason).__name__}", uncertain=True) from None
    except (ValueError, RecursionError):
        raise GatewayError("no JSON in the answer", uncertain=True) from None
    if not isinstance(told, dict):
        raise GatewayError("no object in the answer", uncertain=True)
    return told


@sensitive_variables()
async def _read(method: str, address: str, question: Json | None, limit: float) -> bytes:
    headers = {"Authorization": f"Bearer {settings.ACQUIRER_KEY}", "Accept-Encoding": "identity"}
    client = httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=limit + 1,
                               headers=headers, verify=_certificates())  # fmt: skip
    asking = client.stream(method, address, json=question)
    async with asyncio.timeout(limit), client, asking as answer:
        return await _body(answer)


async def _body(answer: httpx.Response) -> bytes:
    if answer.status_code in (401, 403):
        raise GatewayError(f"HTTP {answer.status_code}", operator=True)
    if answer.status_code != httpx.codes.OK:
        raise GatewayError(f"HTTP {answer.status_code}", uncertain=True)
    body = b""
    async for piece in answer.aiter_raw():
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise GatewayError("the answer is too long", uncertain=True)
    return body


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
