"""The lanes of messages and the states of one; docs/messages.md draws the way through these."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Lane(models.TextChoices):
    """Codes and alerts are sent by workers of their own, so that a code waits for no alert."""

    CODES = "codes", pgettext_lazy("lane", "codes")
    ALERTS = "alerts", pgettext_lazy("lane", "alerts")


class State(models.TextChoices):
    """Where a message is."""

    QUEUED = "queued", pgettext_lazy("message", "queued")
    SENDING = "sending", pgettext_lazy("message", "being sent")
    SENT = "sent", pgettext_lazy("message", "sent")
    DELIVERED = "delivered", pgettext_lazy("message", "delivered")
    UNDELIVERED = "undelivered", pgettext_lazy("message", "not delivered")
    FAILED = "failed", pgettext_lazy("message", "not sent")
    EXPIRED = "expired", pgettext_lazy("message", "expired")


DUE_STATES = (State.QUEUED, State.SENDING)
# A late word from a gateway that accepted still counts after the lease lapsed or the life ended.
MAY_BECOME_SENT = (State.QUEUED, State.SENDING, State.EXPIRED)
