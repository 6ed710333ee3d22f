"""Doors of the relay: a nudge or beat's sweep comes in, the rows say what to send."""

from celery import shared_task

from homebank.lib.tasks import after_commit
from notifications.delivery import deliver
from notifications.models import Lane


@shared_task(name="notifications.deliver_codes")
def deliver_codes() -> None:
    """Send the codes that are due."""
    if deliver(lane=Lane.CODES):
        after_commit(deliver_codes, queue=Lane.CODES.value)


@shared_task(name="notifications.deliver_alerts")
def deliver_alerts() -> None:
    """Send the alerts that are due."""
    if deliver(lane=Lane.ALERTS):
        after_commit(deliver_alerts, queue=Lane.ALERTS.value)
