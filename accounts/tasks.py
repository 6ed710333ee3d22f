"""Doors for workers."""

from celery import shared_task

from accounts import owners


@shared_task(name="accounts.warn_owners")
def warn_owners() -> None:
    """Tell owners of cards that somebody tried to register with."""
    owners.warn_owners()
