"""Delivery receipts: kept as they come, and what they change of the message they are about.

A receipt and our own record of the send may be written at the same moment, in either order. Each
is committed first and then looks for the other, so that one of the two sees both.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from homebank.lib import clock
from homebank.lib.tasks import after_commit
from notifications.gateways import ReceiptState
from notifications.models import Lane, Sms, SmsAttempt, SmsReceipt
from notifications.routing import may_go_over
from notifications.strangers import plain

log = logging.getLogger(__name__)

FINAL = (ReceiptState.DELIVERED, ReceiptState.UNDELIVERED)
# What a process that died between keeping and applying leaves over is found by the sweep.
SWEPT = timedelta(minutes=10)
STILL_WAITED_FOR = """
SELECT r.* FROM notifications_smsreceipt r
WHERE r.received_at > %(since)s AND r.state = ANY(%(final)s) AND EXISTS (
  SELECT FROM notifications_smsattempt a JOIN notifications_sms s ON s.id = a.sms_id
  WHERE a.gateway_reference = ANY(r."references") AND a.gateway_reference <> ''
    AND a.gateway = r.gateway AND s.state = 'sent')
ORDER BY r.received_at
"""


def take_receipt(
    *,
    gateway: str,
    gateway_references: Sequence[str],
    state: ReceiptState,
    word: str,
    at: datetime | None = None,
) -> None:
    """Keep what a gateway said of a message, and change the message's state if that is news.

    `gateway` is the dotted path that settings name it by. `gateway_references` are all spellings
    of its reference to compare (hexadecimal and decimal, say) with what `send` returned. `word` is
    its own word for the state, `at` the moment it names. Repeated, late, out of order, about an
    unknown message or earlier than our own record of the send: kept, and harmless.

    Call it outside a transaction, from any thread (close the thread's connection when it ends).
    """
    spellings = sorted({plain(reference, 100) for reference in gateway_references} - {""})
    if not spellings:
        log.warning("sms receipt without a reference: %s, %s", gateway, plain(word, 60))
        return
    receipt = SmsReceipt(
        gateway=gateway, references=spellings, state=state, word=plain(word, 60), at=at,
        received_at=clock.now(),
    )  # fmt: skip
    SmsReceipt.objects.bulk_create([receipt], ignore_conflicts=True)
    apply_receipt(receipt)


def apply_receipt(receipt: SmsReceipt) -> None:
    """Change the message the receipt is about. Applied again, or too late, it changes nothing."""
    if receipt.state not in FINAL:
        return
    attempt = _attempt_of(receipt)
    if attempt is None:
        log.info("sms receipt for no message yet: %s, %s", receipt.gateway, receipt.word)
        return
    with transaction.atomic():
        sms = Sms.objects.select_for_update(no_key=True).defer("phone", "text").get(
            pk=attempt.sms_id
        )  # fmt: skip
        at = receipt.at or receipt.received_at
        if receipt.state == ReceiptState.DELIVERED:
            sms.mark_delivered(at=at)
        elif sms.gateway == receipt.gateway and sms.gateway_reference in receipt.references:
            _give_up_or_go_over(sms, at=at, word=receipt.word)


def apply_receipts_of(references: Sequence[str]) -> None:
    """Apply what came about messages before their acceptance under these was written."""
    early = SmsReceipt.objects.filter(references__overlap=references, state__in=FINAL)
    for receipt in early.order_by("received_at"):
        apply_receipt(receipt)


def sweep_receipts() -> None:
    """Apply lately kept receipts to messages that still wait for one."""
    since = clock.now() - SWEPT
    for receipt in SmsReceipt.objects.raw(STILL_WAITED_FOR, {"since": since, "final": list(FINAL)}):
        apply_receipt(receipt)


def _attempt_of(receipt: SmsReceipt) -> SmsAttempt | None:
    """The accepted attempt the receipt names; centres use a number again after a while."""
    named = SmsAttempt.objects.filter(
        ~Q(gateway_reference=""), gateway=receipt.gateway,
        gateway_reference__in=receipt.references,
    )  # fmt: skip
    return named.order_by("-ended_at").first()


def _give_up_or_go_over(sms: Sms, *, at: datetime, word: str) -> None:
    if not (may_go_over(sms) and sms.keeps_text):
        sms.mark_undelivered(at=at)
    elif sms.go_over(reason=f"not delivered by {sms.gateway}: {word}"):
        log.warning("sms not delivered, goes over: %s from %s", sms, sms.gateway)
        _nudge(Lane(sms.lane))


def _nudge(lane: Lane) -> None:
    from notifications import tasks  # the relay's door stands above this room's services

    task = {Lane.CODES: tasks.deliver_codes, Lane.ALERTS: tasks.deliver_alerts}[lane]
    after_commit(task, queue=lane.value)
