"""What customers sent by SMS, handed once to the room that settings name (SMS_HEARER)."""

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from homebank.lib import clock
from notifications.models import InboundSms

log = logging.getLogger(__name__)

BATCH = 100
# What a worker hears later than this was sent for a moment that is long over.
STALE = timedelta(days=1)

Hear = Callable[..., None]


def hear_inbound() -> int:
    """Do what each message that waits asks for; how many were heard.

    One that cannot be heard now is left for the next sweep, and holds up no other.
    """
    waiting = InboundSms.objects.filter(heard_at=None).order_by("received_at")
    return sum(map(_try_to_hear, waiting.values_list("pk", flat=True)[:BATCH]))


def purge_inbound() -> int:
    """Forget who sent what, as long after it as other traces of access; how many rows."""
    edge = clock.now() - timedelta(days=settings.KEEP_TRACES_DAYS)
    deleted, _kinds = InboundSms.objects.filter(heard_at__lt=edge).delete()
    return deleted


def _try_to_hear(pk: UUID) -> bool:
    try:
        return _hear(pk)
    except Exception as reason:  # its words may hold a number
        log.error("an inbound sms was not heard: %s", type(reason).__name__)
        return False


def _hear(pk: UUID) -> bool:
    """Once: what it does and the mark that it was heard are one transaction."""
    with transaction.atomic():
        rows = InboundSms.objects.select_for_update(skip_locked=True)
        sms = rows.filter(pk=pk, heard_at=None).first()
        if sms is None:
            return False
        if sms.received_at > clock.now() - STALE:
            hear: Hear = import_string(settings.SMS_HEARER)
            hear(phone=sms.phone, text=sms.text)
        sms.text, sms.heard_at = "", clock.now()
        sms.save(update_fields=["text", "heard_at"])
    return True
