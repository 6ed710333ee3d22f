"""Doors of the relay: a nudge or beat's sweep comes in, the rows say what to do."""

from celery import shared_task

from homebank.lib.tasks import after_commit
from notifications import delivery, hearing, polling, sweeping
from notifications.audit import sealing
from notifications.models import Lane


@shared_task(name="notifications.deliver_codes")
def deliver_codes() -> None:
    """Send the codes that are due."""
    if delivery.deliver(lane=Lane.CODES):
        after_commit(deliver_codes, queue=Lane.CODES.value)


@shared_task(name="notifications.deliver_alerts")
def deliver_alerts() -> None:
    """Send the alerts that are due."""
    if delivery.deliver(lane=Lane.ALERTS):
        after_commit(deliver_alerts, queue=Lane.ALERTS.value)


@shared_task(name="notifications.ask_receipts")
def ask_receipts() -> None:
    """Ask what became of messages, where the gateway does not tell by itself."""
    polling.ask_receipts()


@shared_task(name="notifications.sweep")
def sweep() -> None:
    """Do what time alone does to messages."""
    sweeping.sweep()


@shared_task(name="notifications.hear_inbound")
def hear_inbound() -> None:
    """Do what customers asked for by SMS."""
    hearing.hear_inbound()


@shared_task(name="notifications.seal_events")
def seal_events() -> None:
    """The events of the day are sealed, once a day."""
    sealing.seal_due_events()
