"""Celery's door to what is due in the book."""

from celery import shared_task

from ledger.roots import sign_due_root


@shared_task(name="ledger.sweep")
def sweep() -> None:
    """The root of the day is signed, once a day."""
    sign_due_root()
