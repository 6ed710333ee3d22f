"""Doors for workers."""

from celery import shared_task

from accounts import owners, purging


@shared_task(name="accounts.warn_owners")
def warn_owners() -> None:
    """Tell owners of cards that somebody tried to register with."""
    owners.warn_owners()


@shared_task(name="accounts.purge")
def purge() -> None:
    """Delete codes, tries, counters and sessions that are long over."""
    purging.purge()
