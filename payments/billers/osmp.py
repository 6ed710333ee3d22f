"""OSMP: a GET with `command=check|pay`, an XML answer with a result code. Docs: docs/billers.md.

Front ends differ: they answer as text/html, leave out fields, send an empty 200. So an answer is
read leniently and judged strictly: only a well-formed one about our own number decides anything.
"""

import asyncio
import re
import ssl
from functools import cache
from xml.etree.ElementTree import Element, ParseError

import httpx
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from homebank.lib.clock import ALMATY
from homebank.lib.gateways import GatewayError
from homebank.lib.money import Money
from payments.billers import Accepted, BillerPostponed, BillerRefused, Checked, Order, clean_text
from payments.billers.reasons import FATAL

LARGEST_ANSWER = 64 * 1024
# Asked for and insisted on: unpacking would make gigabytes of the few bytes that the limit lets in.
PLAIN = "identity"
# Names under which billers show whose account it is.
HOLDER_FIELDS = {"fio", "name", "holder", "client"}


class OsmpBiller:
    """Speaks OSMP over HTTP(S) to the address in the biller's record."""

    def check(self, order: Order) -> Checked:
        """See BillerGateway.check."""
        answer = _ask(order, {"command": "check", **_common(order)})
        return Checked(holder=_holder(answer), comment=_text(answer, "comment"))

    def pay(self, order: Order) -> Accepted:
        """See BillerGateway.pay. An accepted sum that is not ours proves nothing."""
        date = order.at.astimezone(ALMATY).strftime("%Y%m%d%H%M%S")
        answer = _ask(order, {"command": "pay", "txn_date": date, **_common(order)})
        told = _text(answer, "sum")
        if told and told.replace(",", ".") not in _spellings(order.amount):
            raise GatewayError(f"accepted another sum: {told}")
        return Accepted(number=_text(answer, "prv_txn"), comment=_text(answer, "comment"))


def _common(order: Order) -> dict[str, str]:
    return {"txn_id": str(order.number), "account": order.account, "sum": str(order.amount.amount)}


def _spellings(amount: Money) -> set[str]:
    exact = str(amount.amount)
    return {exact, exact.removesuffix("0"), exact.removesuffix(".00")}


def _ask(order: Order, query: dict[str, str]) -> Element:
    """The answer with result 0. BillerRefused for a final code, GatewayError for the rest."""
    body = _fetch(order, query)
    try:
        answer = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as reason:
        # LookupError: the answer claims an encoding that Python does not have.
        raise GatewayError(f"no XML in the answer: {type(reason).__name__}") from None
    told_number, result = _text(answer, "osmp_txn_id"), _text(answer, "result")
    if told_number != str(order.number):
        raise GatewayError(f"an answer about another payment: {told_number!r}")
    if not re.fullmatch(r"[0-9]{1,4}", result, re.ASCII):
        raise GatewayError(f"no result code: {result!r}")
    code = int(result)
    if code in FATAL:
        raise BillerRefused(FATAL[code], f"result {code}: {_text(answer, 'comment')}")
    if code != 0:
        raise BillerPostponed(f"result {code}")
    return answer


def _fetch(order: Order, query: dict[str, str]) -> bytes:
    """The body of a 200, read within the order's limit. GatewayError."""
    try:
        return asyncio.run(_read(order, query))
    except TimeoutError:
        raise GatewayError(f"no answer in {order.limit.total_seconds():.0f} seconds") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as reason:
        raise GatewayError(f"no answer: {type(reason).__name__}") from None


async def _read(order: Order, query: dict[str, str]) -> bytes:
    seconds = order.limit.total_seconds()
    client = httpx.AsyncClient(
        follow_redirects=False, trust_env=False, timeout=seconds + 1, verify=_certificates(),
        headers={"Accept-Encoding": PLAIN},
    )  # fmt: skip
    # httpx limits each step of a request; only an outer deadline stops a server that drips bytes.
    question = client.stream("GET", order.address, params=query)
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


def _holder(answer: Element) -> str:
    for field in answer.iterfind("fields/*"):
        if field.get("type", "disp") == "disp" and field.get("name", "").lower() in HOLDER_FIELDS:
            return clean_text(field.text)
    return ""


def _text(answer: Element, name: str) -> str:
    return clean_text(answer.findtext(name))
