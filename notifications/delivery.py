"""The relay: takes due messages one at a time and asks the gateway to send them.

At least once: an attempt is counted and committed before the gateway is asked, its result written
after. A worker killed between the two leaves one row, due again when its lease lapses: that message
may arrive twice, all others once. No lock is held while a gateway is slow.
"""

import logging
import time
import traceback

from django.conf import settings
from django.db import transaction

from homebank.lib import clock
from homebank.lib.crypto import CannotUnseal
from homebank.lib.gateways import GatewayError, load
from notifications.gateways import SmsGateway
from notifications.models import Sms

log = logging.getLogger(__name__)

# A run ends, and nudges itself, before a deploy's warm stop or another task loses patience.
RUN_SECONDS = 5.0


def deliver(*, lane: str) -> bool:
    """Send what is due in the lane. True if time ran out before the lane was empty."""
    path = settings.SMS_GATEWAY
    gateway: SmsGateway = load(path)
    end = time.monotonic() + RUN_SECONDS
    while time.monotonic() < end:
        sms = _take_due(lane=lane, gateway_path=path)
        if sms is None:
            return False
        if not sms.has_expired():
            _send(sms, gateway)
    return True


def _take_due(*, lane: str, gateway_path: str) -> Sms | None:
    """The next due message, leased and the attempt committed, or ended because it expired.

    The sealed columns stay unread here: one that cannot be unsealed must not hold up the lane.
    """
    with transaction.atomic(durable=True):
        rows = Sms.objects.due(lane=lane, at=clock.now()).defer("phone", "text")
        sms = rows.select_for_update(skip_locked=True, no_key=True).first()
        if sms is None:
            return None
        if sms.has_expired():
            log.warning("sms expired unsent: %s after %s attempts", sms, sms.attempts)
            sms.expire()
        else:
            sms.lease(gateway=gateway_path)
    return sms


def _send(sms: Sms, gateway: SmsGateway) -> None:
    """Ask the gateway once and write down what came of it."""
    try:
        sms.refresh_from_db(fields=["phone", "text"])
        reference = gateway.send(to=sms.phone, text=sms.text, reference=sms.pk)
    except GatewayError as reason:
        _write_refusal(sms, str(reason), permanent=reason.permanent)
    except CannotUnseal as reason:
        _write_refusal(sms, str(reason), permanent=True)
    except Exception as reason:  # a gateway's own mistake stops neither the lane nor the message
        _write_refusal(sms, _fault(reason), permanent=False)
    else:
        sms.mark_sent(gateway_reference=reference)


def _write_refusal(sms: Sms, reason: str, *, permanent: bool) -> None:
    log.warning("sms not sent: %s, attempt %s, %s", sms, sms.attempts, reason)
    if permanent:
        sms.mark_failed(reason=reason)
    else:
        sms.postpone(reason=reason)


def _fault(reason: Exception) -> str:
    """The kind and place of a mistake; its words might hold the message."""
    place = traceback.extract_tb(reason.__traceback__)[-1]
    return f"{type(reason).__name__} in {place.name} of {place.filename}:{place.lineno}"[-200:]
