"""Celery's doors to the worker: messages are nudges, the rows say what is due."""

from uuid import UUID

from celery import shared_task

from homebank.lib.tasks import after_commit
from payments import work


@shared_task(name="payments.work_on")
def work_on(payment_id: str) -> None:
    """Ask the biller of this payment, if it is due."""
    work.work_on_payment(payment_id=UUID(payment_id))


@shared_task(name="payments.sweep")
def sweep() -> None:
    """Nudge a worker for each payment that is due: whatever a lost nudge forgot."""
    for payment_id in work.due_payments():
        after_commit(work_on, queue="work", payment_id=str(payment_id))
