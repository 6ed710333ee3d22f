"""The worker that asks billers what accounts owe.

Asking twice moves nothing, so there is no attempt to write down: an answer that comes late or
twice is stored while nobody stored another.
"""

from typing import cast
from uuid import UUID

from homebank.lib import clock
from homebank.lib.gateways import GatewayError
from payments.asking import FIRST_PAUSE, LEASE_MARGIN, LOOKED_AT, ask_biller, order_of_invoice
from payments.billers import BillerRefused, InvoiceGateway, ToldInvoice, gateway_for
from payments.billers.reasons import NO_ANSWER
from payments.models import Invoice, InvoiceQuerySet

BATCH = 100


def due_invoices() -> list[UUID]:
    """Questions that a worker should ask now."""
    due = Invoice.objects.filter(state=Invoice.State.ASKED, next_attempt_at__lte=clock.now())
    return list(due.order_by("next_attempt_at").values_list("pk", flat=True)[:BATCH])


def fetch_invoice(*, invoice_id: UUID) -> None:
    """If the question is due, ask the biller once and store what it says."""
    invoice = _claim(invoice_id)
    if invoice is None:
        return
    try:
        told = ask_biller(lambda: _ask(invoice), about=f"invoice {invoice.pk}")
    except BillerRefused as no:
        _fail(invoice, no.code)
    except GatewayError:
        _again(invoice)
    else:
        _store(invoice, told)


def _claim(invoice_id: UUID) -> Invoice | None:
    """The question, if it is due and nobody asks it now: it is due again when we have died."""
    now = clock.now()
    due = Invoice.objects.filter(pk=invoice_id, state=Invoice.State.ASKED, next_attempt_at__lte=now)
    if not due.update(next_attempt_at=now + LOOKED_AT + LEASE_MARGIN):
        return None
    known = Invoice.objects.select_related("service__biller", "service__account_kind")
    return known.get(pk=invoice_id)


def _ask(invoice: Invoice) -> ToldInvoice:
    gateway = cast(InvoiceGateway, gateway_for(invoice.service.biller.protocol))
    return gateway.fetch_invoice(order_of_invoice(invoice))


def _again(invoice: Invoice) -> None:
    """A quick silence is asked again while the customer's ten seconds last."""
    again_at = clock.now() + FIRST_PAUSE
    if again_at < invoice.asked_at + LOOKED_AT:
        _waiting(invoice).update(next_attempt_at=again_at)
    else:
        _fail(invoice, NO_ANSWER)


def _fail(invoice: Invoice, code: str) -> None:
    _waiting(invoice).update(state=Invoice.State.FAILED, failure=code, next_attempt_at=None)


def _store(invoice: Invoice, told: ToldInvoice) -> None:
    lines = [{"key": line.key, "name": line.name, "used": line.used, "due_minor": line.due.minor}
             for line in told.lines]  # fmt: skip
    _waiting(invoice).update(
        state=Invoice.State.TOLD, told_number=told.number, holder=told.holder, month=told.month,
        lines=lines, next_attempt_at=None,
    )  # fmt: skip


def _waiting(invoice: Invoice) -> InvoiceQuerySet:
    """The row while it still waits: an answer that is stored is never replaced."""
    return Invoice.objects.filter(pk=invoice.pk, state=Invoice.State.ASKED)
