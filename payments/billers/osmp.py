"""OSMP: a GET with `command=check|pay`, an XML answer with a result code. Docs: docs/billers.md.

Front ends differ: they answer as text/html, leave out fields, send an empty 200. So an answer is
read leniently and judged strictly: only a well-formed one about our own number decides anything.
"""

import re
from xml.etree.ElementTree import Element

from homebank.lib.clock import ALMATY
from homebank.lib.gateways import GatewayError
from homebank.lib.money import Money
from payments.billers import Accepted, BillerPostponed, BillerRefused, Checked, Order, clean_text
from payments.billers.http import fetch, read_xml
from payments.billers.reasons import FATAL

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
    told = {"txn_id": str(order.number), "account": order.account, "sum": str(order.amount.amount)}
    return {**told, "prv_id": order.service} if order.service else told


def _spellings(amount: Money) -> set[str]:
    exact = str(amount.amount)
    return {exact, exact.removesuffix("0"), exact.removesuffix(".00")}


def _ask(order: Order, query: dict[str, str]) -> Element:
    """The answer with result 0. BillerRefused for a final code, GatewayError for the rest."""
    answer = read_xml(fetch(order.address, limit=order.limit, params=query))
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


def _holder(answer: Element) -> str:
    for field in answer.iterfind("fields/*"):
        if field.get("type", "disp") == "disp" and field.get("name", "").lower() in HOLDER_FIELDS:
            return clean_text(field.text)
    return ""


def _text(answer: Element, name: str) -> str:
    return clean_text(answer.findtext(name))
