"""Celery's doors to the worker: messages are nudges, the rows say what is due."""

from uuid import UUID

from celery import shared_task

from homebank.lib.tasks import after_commit
from payments import charging, fetching, work


@shared_task(name="payments.work_on")
def work_on(payment_id: str) -> None:
    """Ask the biller of this payment, if it is due."""
    work.work_on_payment(payment_id=UUID(payment_id))


@shared_task(name="payments.fetch_invoice")
def fetch_invoice(invoice_id: str) -> None:
    """Ask the biller for this invoice, if it is due."""
    fetching.fetch_invoice(invoice_id=UUID(invoice_id))


@shared_task(name="payments.undo_charge")
def undo_charge(payment_id: str) -> None:
    """Give the debit of another bank's card back, if it is due."""
    charging.undo_charge(payment_id=UUID(payment_id))


@shared_task(name="payments.sweep")
def sweep() -> None:
    """Nudge a worker for each that is due: whatever a lost nudge forgot."""
    for payment_id in work.due_payments():
        after_commit(work_on, queue="work", payment_id=str(payment_id))
    for invoice_id in fetching.due_invoices():
        after_commit(fetch_invoice, queue="work", invoice_id=str(invoice_id))
    for payment_id in charging.due_charges():
        after_commit(undo_charge, queue="work", payment_id=str(payment_id))
