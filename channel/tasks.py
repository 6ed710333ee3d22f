"""Celery's door to what is over on the channel."""

from celery import shared_task

from channel.purging import purge_nonces


@shared_task(name="channel.purge")
def purge() -> None:
    """Spent nonces that the clock refuses anyway."""
    purge_nonces()
