"""One question to a biller over HTTP(S), within one deadline, and its answer judged strictly.

Nothing is followed, unpacked or taken from the environment; more than LARGEST_ANSWER is left
unread. Whatever goes wrong is a GatewayError: it proves nothing.
"""

import asyncio
import ssl
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from xml.etree.ElementTree import Element, ParseError

import httpx
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from homebank.lib.gateways import GatewayError
from homebank.lib.questions import run_question
from payments.billers import clean_text

LARGEST_ANSWER = 64 * 1024
# Asked for and insisted on: unpacking would make gigabytes of the few bytes that the limit lets in.
PLAIN = "identity"


def fetch(
    address: str,
    *,
    limit: timedelta,
    params: Mapping[str, str] | None = None,
    content: bytes | None = None,
) -> bytes:
    """The body of a 200, read within the limit: of a GET, or of a POST with `content`."""
    try:
        return run_question(_read(address, limit, params, content))
    except TimeoutError:
        raise GatewayError(f"no answer in {limit.total_seconds():.0f} seconds") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as reason:
        raise GatewayError(f"no answer: {type(reason).__name__}") from None


def read_xml(body: bytes) -> Element:
    """The root of a well-formed answer without entities and DTDs. GatewayError."""
    try:
        root: Element = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as reason:
        # LookupError: the answer claims an encoding that Python does not have.
        raise GatewayError(f"no XML in the answer: {type(reason).__name__}") from None
    return root


async def _read(
    address: str, limit: timedelta, params: Mapping[str, str] | None, content: bytes | None
) -> bytes:
    seconds = limit.total_seconds()
    client = httpx.AsyncClient(
        follow_redirects=False, trust_env=False, timeout=seconds + 1, verify=_certificates(),
        headers={"Accept-Encoding": PLAIN},
    )  # fmt: skip
    # httpx limits each step of a request; only an outer deadline stops a server that drips bytes.
    method = "GET" if content is None else "POST"
    question = client.stream(method, address, params=params, content=content)
    async with asyncio.timeout(seconds), client, question as response:
        return await _body(response)


async def _body(response: httpx.Response) -> bytes:
    if response.status_code != httpx.codes.OK:
        raise GatewayError(f"HTTP {response.status_code}")
    packed = response.headers.get("Content-Encoding", PLAIN).strip().lower()
    if packed != PLAIN:
        raise GatewayError(f"a packed answer: {clean_text(packed)!r}")
    body = b""
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise GatewayError("the answer is too long")
    return body


@cache
def _certificates() -> ssl.SSLContext:
    """Whom we believe; reading the list costs more than a whole question."""
    return httpx.create_ssl_context(trust_env=False)
