"""Doors for workers."""

from celery import shared_task

from accounts import purging
from accounts.four_eyes.expiring import expire_due
from accounts.registration import owners


@shared_task(name="accounts.warn_owners")
def warn_owners() -> None:
    """Tell owners of cards that somebody tried to register with."""
    owners.warn_owners()


@shared_task(name="accounts.expire_proposals")
def expire_proposals() -> None:
    """End proposals that waited too long for a second pair of eyes."""
    expire_due()


@shared_task(name="accounts.purge")
def purge() -> None:
    """Delete codes, tries, counters and sessions that are long over."""
    purging.purge()
