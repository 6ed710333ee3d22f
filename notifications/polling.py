"""Asks gateways that do not tell by themselves what became of messages: in bounded batches."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction

from homebank.lib import clock
from homebank.lib.crypto import CannotUnseal
from homebank.lib.gateways import GatewayError, fault_of, load
from notifications.gateways import Answering
from notifications.models import Sms
from notifications.receipts import take_receipt

log = logging.getLogger(__name__)

# Of our advisory locks: that of asking after receipts.
LOCK = 7_420
FIRST_ASK = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=10)
# A receipt that comes after the message's end is of use to the figures only.
ASKED_AFTER_END = timedelta(hours=1)
# Of a run, for each gateway: one that answers slowly takes no other's time.
SHARE_SECONDS = 5.0
BATCH = 50


def ask_receipts() -> None:
    """Ask each gateway after messages that are due for it, up to a batch and a few seconds.

    One worker at a time asks a gateway: a slow one never holds more than that one up.
    """
    due = Sms.objects.filter(ask_receipt_at__lte=clock.now())
    for gateway in due.values_list("gateway", flat=True).distinct().order_by("gateway"):
        with _alone(gateway) as is_alone:
            if is_alone:
                _ask_gateway(gateway)


def _ask_gateway(gateway: str) -> None:
    end = time.monotonic() + SHARE_SECONDS
    for sms in _claim(gateway):
        if time.monotonic() > end:
            break  # the claim lapses as a pause does
        _ask(sms)


@contextmanager
def _alone(gateway: str) -> Iterator[bool]:
    """Whether nobody else asks the gateway within the block; it ends with the connection, too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [LOCK, gateway])
        [is_alone] = cursor.fetchone()
    try:
        yield bool(is_alone)
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [LOCK, gateway])


def _claim(gateway: str) -> list[Sms]:
    """The messages to ask after now; the next time of each is written before it is asked."""
    at = clock.now()
    with transaction.atomic(durable=True):
        due = Sms.objects.filter(gateway=gateway, ask_receipt_at__lte=at).order_by("ask_receipt_at")
        rows = due.defer("phone", "text").select_for_update(skip_locked=True, no_key=True)
        claimed = list(rows[:BATCH])
        for sms in claimed:
            pause = min(FIRST_ASK * 2 ** min(sms.receipt_asks, 20), LONGEST_PAUSE)
            is_last = at + pause > sms.expires_at + ASKED_AFTER_END
            sms.ask_again(at=None if is_last else at + pause)
    return claimed


def _ask(sms: Sms) -> None:
    gateway = load(sms.gateway)
    if not isinstance(gateway, Answering):
        return
    try:
        sms.refresh_from_db(fields=["phone"])
        receipt = gateway.ask_receipt(to=sms.phone, gateway_reference=sms.gateway_reference)
    except (GatewayError, CannotUnseal) as reason:
        log.warning("sms receipt not asked: %s, %s", sms, reason)
        return
    except Exception as reason:  # a gateway's own mistake keeps no other message waiting
        log.error("sms receipt not asked: %s, %s", sms, fault_of(reason))
        return
    if receipt is not None:
        take_receipt(
            gateway=sms.gateway, gateway_references=[sms.gateway_reference], state=receipt.state,
            word=receipt.word, at=receipt.at,
        )  # fmt: skip
