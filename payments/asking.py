"""How a biller is asked: which order, for how long, and what a gateway's mistake proves."""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings

from cards.other.acquirers import TIME_TO_ANSWER
from homebank.lib.gateways import GatewayError
from homebank.lib.money import Money
from payments.billers import Order
from payments.billers.simulator import PATHS
from payments.models import Biller, Invoice, Payment
from payments.states import State

log = logging.getLogger(__name__)

# The customer looks at the page while the biller checks; nobody waits for `pay`.
LOOKED_AT = timedelta(seconds=10)
LIMITS = {
    State.CHECKING: LOOKED_AT, State.CHARGING: TIME_TO_ANSWER, State.SENT: timedelta(seconds=30)
}  # fmt: skip
# What a worker may need beyond the biller's time to write the answer down.
LEASE_MARGIN = timedelta(seconds=10)
FIRST_PAUSE = timedelta(seconds=1)
# What the timeline says of a gateway's own mistake: its words might hold the account.
MISTAKE = "the gateway made a mistake, the log names it"
Answer = TypeVar("Answer")


def ask_biller(question: Callable[[], Answer], *, about: str) -> Answer:
    """The biller's answer. GatewayError; a mistake of the gateway is one, as good as silence."""
    try:
        return question()
    except GatewayError:
        raise
    except Exception as mistake:
        kind, place = type(mistake).__name__, traceback.extract_tb(mistake.__traceback__)[-1]
        log.error("%s: %s in %s of %s:%s", about, kind, place.name, place.filename, place.lineno)
        raise GatewayError(MISTAKE) from None


def order_of(payment: Payment) -> Order:
    """What the biller is asked about a payment, the same in `check`, `pay` and each repetition."""
    service = payment.service
    return Order(
        address=_address(service.biller),
        number=payment.number,
        account=service.account_kind.rules.for_biller(payment.account),
        amount=payment.amount,
        at=_accounting_moment(payment),
        limit=LIMITS[State(payment.state)],
        service=service.code,
        invoice=payment.invoice.told_number if payment.invoice else "",
        owed=payment.invoice.due if payment.invoice else None,
        parts=tuple(payment.paid_parts),
    )


def order_of_invoice(invoice: Invoice) -> Order:
    """What the biller is asked about an account before anybody says how much is paid."""
    service = invoice.service
    account = service.account_kind.rules.for_biller(invoice.account)
    return Order(address=_address(service.biller), number=invoice.number, account=account,
                 amount=Money(0), at=invoice.asked_at, limit=LOOKED_AT,
                 service=service.code)  # fmt: skip


def _address(biller: Biller) -> str:
    """Where the biller is. Only a demo may take the simulator for it: GatewayError elsewhere."""
    if biller.address:
        return biller.address
    if not settings.DEMO or biller.protocol not in PATHS:
        raise GatewayError(f"the record of {biller.key} has no address")
    return str(settings.BILLER_SIMULATOR_URL) + PATHS[biller.protocol]


def _accounting_moment(payment: Payment) -> datetime:
    """The same in every repetition: registers are compared by it."""
    return payment.sent_at or payment.made_at
