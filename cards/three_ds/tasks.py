"""Celery's doors to 3-D Secure: outcomes are told, and challenges that nobody goes on with end."""

from uuid import UUID

from celery import shared_task

from cards.three_ds import results


@shared_task(name="cards.tell_result")
def tell_result(transaction_id: str) -> None:
    """Tell this outcome, if it is due."""
    results.tell_result(transaction_id=UUID(transaction_id))
