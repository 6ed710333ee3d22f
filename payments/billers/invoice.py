"""The invoice protocol of utilities, after Avangard-Plat: the biller tells lines, we pay by them.

Three questions, each a POST: the bill of an account (XML), a payment with our document number
(`[PaysXML]`, which is only taken in), and its state (`[rPays]`: nothing yet, a date, or an error).
docs/billers.md has them in full.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings

from homebank.lib.clock import ALMATY
from homebank.lib.gateways import GatewayError
from homebank.lib.money import Money
from payments.billers import (
    Accepted,
    BillerPostponed,
    BillerRefused,
    Checked,
    InvoiceLine,
    Order,
    ToldInvoice,
    clean_text,
)
from payments.billers.http import fetch, read_xml

# Final answers of the protocol, by our names; 9010 and 9011 say "later", the rest nothing known.
FATAL = {
    "9001": "forbidden",
    "9002": "wrong-account",
    "9003": "too-small",
    "9004": "cannot-check",
    "9006": "no-account",
    "9007": "no-invoice",
    "9030": "no-invoice",
}
LATER = {"9010", "9011"}
MOST_LINES = 40
LARGEST_MINOR = 10**13
SUM = re.compile(r"-?[0-9]{1,11}(\.[0-9]{1,2})?", re.ASCII)
DONE = re.compile(r"(20[0-9]{12})(?:,([0-9]{1,20}))?", re.ASCII)
# How long until the state of a payment is asked again, and what is left for each question.
POLL = timedelta(seconds=1)
LEAST = timedelta(milliseconds=100)


@dataclass(frozen=True, slots=True)
class InvoiceBiller:
    """Speaks the protocol to the address in the biller's record, as settings.INVOICE_USER."""

    wait: Callable[[float], None] = time.sleep

    def fetch_invoice(self, order: Order) -> ToldInvoice:
        """See InvoiceGateway.fetch_invoice."""
        return _invoice(order, Money(0))

    def check(self, order: Order) -> Checked:
        """See BillerGateway.check. A bill that is another since is refused."""
        told = _invoice(order, order.amount)
        if order.invoice and told.number != order.invoice:
            raise BillerRefused("bill-changed", f"the bill is {told.number} now")
        if order.owed is not None and told.due != order.owed:
            raise BillerRefused("bill-changed", f"the bill comes to {told.due.amount} now")
        return Checked(holder=told.holder)

    def pay(self, order: Order) -> Accepted:
        """See BillerGateway.pay. Hands the payment in, then asks for its end while time lasts."""
        ends_at = time.monotonic() + order.limit.total_seconds()
        acknowledged = _text(order, _payment(order), ends_at)
        if acknowledged != f"[PaysXML]{order.number},{settings.INVOICE_USER}":
            raise _refusal(acknowledged)
        while True:
            state = _text(order, f"[rPays]{order.number},{settings.INVOICE_USER};", ends_at)
            if done := DONE.fullmatch(state):
                return Accepted(number=done[2] or "", comment=done[1])
            if state:
                raise _refusal(state)
            if time.monotonic() + POLL.total_seconds() >= ends_at:
                raise BillerPostponed("taken in, not paid yet")
            self.wait(POLL.total_seconds())


def _invoice(order: Order, amount: Money) -> ToldInvoice:
    root = read_xml(fetch(order.address, limit=order.limit, content=_question(order, amount)))
    error = clean_text(root.findtext(".//err"))
    if error not in {"", "0"}:
        raise _refusal(error)
    invoice = root.find(".//invoice")
    number = clean_text(invoice.findtext("invoiceId")) if invoice is not None else ""
    if invoice is None or not number:
        raise GatewayError("no invoice in the answer")
    services = invoice.findall("services/service")
    if not 1 <= len(services) <= MOST_LINES:
        raise GatewayError(f"an invoice with {len(services)} lines")
    return ToldInvoice(
        number=number,
        lines=tuple(map(_line, services)),
        holder=clean_text(", ".join(filter(None, (_of(invoice, "fio"), _of(invoice, "address"))))),
        month=_month(_of(invoice, "period")),
    )


def _line(service: Element) -> InvoiceLine:
    """One service of the invoice. What is overpaid owes nothing."""
    key, name = _of(service, "serviceId"), _of(service, "serviceName")
    if not key or not name:
        raise GatewayError("a line without a number or a name")
    owed = max(_sum(_of(service, "fixSum")), 0)
    used = " ".join(filter(None, (_of(service, "fixCount"), _of(service, "measure"))))
    return InvoiceLine(key, name, Money(owed), used if _of(service, "fixCount") else "")


def _sum(text: str) -> int:
    """A sum of the answer in tiyn."""
    if not SUM.fullmatch(text):
        raise GatewayError(f"no sum: {text!r}")
    minor = int(Decimal(text) * 100)
    if abs(minor) > LARGEST_MINOR:
        raise GatewayError(f"too large a sum: {text!r}")
    return minor


def _month(text: str) -> str:
    """`2026-10` of `202610`; empty if it is no month."""
    found = re.fullmatch(r"(20[0-9]{2})(0[1-9]|1[0-2])", text, re.ASCII)
    return f"{found[1]}-{found[2]}" if found else ""


def _question(order: Order, amount: Money) -> bytes:
    password, terminal = settings.INVOICE_PASSWORD, settings.INVOICE_TERMINAL
    return (
        f'<rq v="2"><rt>3</rt><id su={_quoted(_user())} p={_quoted(password)}>{escape(terminal)}'
        f"</id><acc prv={_quoted(order.service)} sum={_quoted(str(amount.amount))}>"
        f"{escape(order.account)}</acc></rq>"
    ).encode()


def _payment(order: Order) -> str:
    """One document: the account, the sum, when, and how the sum lies on the lines of the bill."""
    lines = "".join(
        f"<adding><Constr>{escape(order.invoice)}</Constr><SubServ>{escape(part.key)}</SubServ>"
        f"<Am0>{part.amount.amount}</Am0><Com>0</Com></adding>"
        for part in order.parts
    )
    at = order.at.astimezone(ALMATY).strftime("%Y%m%d%H%M%S")
    return (
        f'[PaysXML]<rq><p n="{order.number}" su={_quoted(_user())} prv={_quoted(order.service)}>'
        f"<ac>{escape(order.account)}</ac><am>{order.amount.amount}</am><cm>0</cm><d>{at}</d>"
        f"<addings>{lines}</addings></p></rq>"
    )


def _text(order: Order, question: str, ends_at: float) -> str:
    left = timedelta(seconds=max(ends_at - time.monotonic(), LEAST.total_seconds()))
    body = fetch(order.address, limit=left, content=question.encode())
    return clean_text(body.decode(errors="replace"))


def _refusal(told: str) -> GatewayError:
    """What an error of the protocol proves."""
    if told in FATAL:
        return BillerRefused(FATAL[told], f"error {told}")
    if told in LATER:
        return BillerPostponed(f"error {told}")
    return GatewayError(f"an unknown answer: {told[:40]!r}")


def _user() -> str:
    if not settings.INVOICE_USER:
        raise GatewayError("HOMEBANK_INVOICE_USER is not set")
    return str(settings.INVOICE_USER)


def _quoted(text: str) -> str:
    return quoteattr(text)


def _of(element: Element, name: str) -> str:
    return clean_text(element.findtext(name))
