"""Receipts on their way to the message they are about, which may have left in several parts.

Delivered when each part is; not delivered when one is not. Receipts and parts are rows, so it does
not matter which process took a receipt, when, or whether it was there before the parts were.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

from django.db import DatabaseError, connection

from notifications.gateways import ReceiptState
from notifications.gateways.smpp.receipt import DeliveryReceipt
from notifications.models import SmsAttempt, SmsPart, SmsReceipt
from notifications.receipts import take_receipt

log = logging.getLogger(__name__)

# By which settings name it, and rows remember it.
GATEWAY: Final = "notifications.gateways.smpp.Smpp"
LAST_WORDS: Final = (ReceiptState.UNDELIVERED, ReceiptState.DELIVERED)


def take(receipt: DeliveryReceipt) -> None:
    """Keep the receipt, and tell of a message in parts when its fate is known by it."""
    message_ids = _as_we_know_it(receipt.message_ids)
    take_receipt(gateway=GATEWAY, gateway_references=message_ids, state=receipt.state,
                 word=receipt.word, at=receipt.at)  # fmt: skip
    found = SmsPart.objects.filter(gateway=GATEWAY, reference__in=message_ids)
    for whole in found.values_list("whole", flat=True):
        _tell_of(whole)


def keep_parts(*, whole: str, message_ids: Sequence[str]) -> None:
    """Write down the parts of a message, and look for receipts that were faster than this."""
    was_open = connection.connection is not None
    parts = [SmsPart(gateway=GATEWAY, whole=whole, reference=each) for each in message_ids]
    try:
        SmsPart.objects.bulk_create(parts, ignore_conflicts=True)
        _tell_of(whole)
    except DatabaseError:  # the message is accepted all the same; only its fate stays untold
        log.exception("smpp: the parts of a message are not written down")
    finally:
        if not was_open:  # the thread of a relay's pool does not close it
            connection.close()


def _as_we_know_it(spellings: Sequence[str]) -> Sequence[str]:
    """The id as it stands if we know it so: read another way it may be another message's."""
    plain = spellings[0]
    same = SmsAttempt.objects.filter(gateway=GATEWAY, gateway_reference=plain)
    part = SmsPart.objects.filter(gateway=GATEWAY, reference=plain)
    return [plain] if same.exists() or part.exists() else spellings


def _tell_of(whole: str) -> None:
    """The receipt of a message whose parts have theirs; nothing while one is missing."""
    parts = SmsPart.objects.filter(gateway=GATEWAY, whole=whole)
    fates = [_fate_of(part) for part in parts]
    bad = next((fate for fate in fates if fate and fate.state == ReceiptState.UNDELIVERED), None)
    last = bad or (fates[-1] if all(fates) else None)
    if last:
        take_receipt(gateway=GATEWAY, gateway_references=[whole],
                     state=ReceiptState(last.state), word=last.word, at=last.at)  # fmt: skip


def _fate_of(part: SmsPart) -> SmsReceipt | None:
    """The last word on one part, if it is spoken; that it arrived outweighs that it did not."""
    receipts = SmsReceipt.objects.filter(
        gateway=GATEWAY, references__contains=[part.reference], state__in=LAST_WORDS
    )
    return receipts.order_by("state", "received_at").first()
