"""The contract with whoever a payment is made to: `check`, then `pay`, in their own protocol.

A maker is named by the biller's protocol in `settings.BILLER_GATEWAYS`. Both verbs block for at
most the order's `limit` and raise nothing but GatewayError: `BillerRefused` when the biller said
no for good, `BillerPostponed` when it said "later", the plain one for silence and rubbish.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings

from homebank.lib import gateways
from homebank.lib.gateways import GatewayError
from homebank.lib.money import Money

# What a stranger's text may take on a page and in a row.
LONGEST_TEXT = 200


@dataclass(frozen=True, slots=True)
class Part:
    """How much of the amount goes to one line of the biller's bill."""

    key: str
    amount: Money
    name: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What a biller is asked: for which account of theirs, how much, under which of our numbers.

    `number` is the same in `check`, `pay` and every repetition; `at` is the accounting moment.
    `service` is the biller's own code of the service, `invoice` the number of the bill that is
    paid, `owed` what it came to when its payer saw it, and `parts` its lines: each empty where the
    biller has no such thing.
    """

    address: str
    number: int
    account: str
    amount: Money
    at: datetime
    limit: timedelta
    service: str = ""
    invoice: str = ""
    owed: Money | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """The biller knows the account. `holder` is what it shows of its owner, cut, maybe empty."""

    holder: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The biller credited the account. `number` is the biller's own, cut, maybe empty."""

    number: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line of a bill: what for, and how much of it is owed (zero: nothing, or paid ahead)."""

    key: str
    name: str
    due: Money
    # What was used, as the biller prints it: `2,431 Гкал`. Readings and tariffs will stand here.
    used: str = ""


@dataclass(frozen=True, slots=True)
class ToldInvoice:
    """What an account owes by the biller's own invoice. Texts are cut; `month` may be empty."""

    number: str
    lines: tuple[InvoiceLine, ...]
    holder: str = ""
    month: str = ""

    @property
    def due(self) -> Money:
        """All that is owed."""
        return sum((line.due for line in self.lines), Money(0))


class BillerRefused(GatewayError):
    """The biller's final no: the same order would surely get it again.

    `code` is a key of `payments.billers.reasons.SENTENCES`.
    """

    def __init__(self, code: str, reason: str = "") -> None:
        super().__init__(reason or f"refused: {code}", permanent=True)
        self.code = code


class BillerPostponed(GatewayError):
    """The biller answered that it will answer later: it proves as little as silence."""


class BillerGateway(Protocol):
    """One protocol that billers speak."""

    def check(self, order: Order) -> Checked:
        """Ask whether the account can take the amount. Moves nothing. GatewayError."""
        ...

    def pay(self, order: Order) -> Accepted:
        """Credit the account, once for a number however often it is asked. GatewayError."""
        ...


class InvoiceGateway(BillerGateway, Protocol):
    """A protocol in which the biller tells what is owed."""

    def fetch_invoice(self, order: Order) -> ToldInvoice:
        """Ask what the account owes now; the order's amount means nothing. GatewayError."""
        ...


def tells_invoices(protocol: str) -> bool:
    """Whether billers of this protocol tell what is owed. KeyError if the settings name none."""
    return hasattr(gateway_for(protocol), "fetch_invoice")


def gateway_for(protocol: str) -> BillerGateway:
    """The maker that speaks the protocol. KeyError if the settings name none."""
    maker: BillerGateway = gateways.load(settings.BILLER_GATEWAYS[protocol])
    return maker


def clean_text(text: str | None) -> str:
    """A stranger's text for one line: no control or direction marks, cut to LONGEST_TEXT."""
    printable = "".join(c if c.isprintable() else " " for c in text or "")
    return " ".join(printable.split())[:LONGEST_TEXT]
