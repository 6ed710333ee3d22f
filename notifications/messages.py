"""Queueing messages: rows in the caller's transaction, a nudge to the relay once it commits."""

import logging
import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from homebank.lib import clock, crypto, kept
from homebank.lib.prepared import prepared_count
from homebank.lib.tasks import after_commit
from notifications import tasks, texts
from notifications.models import Lane, Sms, State

log = logging.getLogger(__name__)

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
# An outage of a weekend loses no alert; what is older would only puzzle.
ALERT_LIFE = timedelta(days=3)

FORGET = """
UPDATE notifications_sms SET text = %s, keeps_text = false, expires_at = %s,
  state = CASE WHEN state = 'queued' THEN 'expired' ELSE state END
WHERE subject = ANY (%s::uuid[]) AND lane = 'codes' AND keeps_text
"""


def queue_code(
    *,
    phone: str,
    purpose: str,
    code: str,
    language: str,
    customer_id: UUID | None,
    expires_at: datetime,
    send_at: datetime | None = None,
    subject: UUID | None = None,
    **params: Any,
) -> Sms:
    """Queue a one-time code for the E.164 number; it is not sent after `expires_at`.

    `send_at` is a later moment than now to send it at, when the sender has to pause. `subject` is
    what the code belongs to: `forget_codes` takes it.

    Purposes and their params: `texts.CODES`. ValueError for another number, TypeError or KeyError
    for another purpose or params: those are our mistakes, not the reader's.
    """
    text = texts.code_text(purpose=purpose, language=language, code=code, **params)
    sms = _write(phone=phone, purpose=purpose, text=text, language=language,
                 customer_id=customer_id, lane=Lane.CODES, expires_at=expires_at,
                 send_at=send_at, subject=subject)  # fmt: skip
    after_commit(tasks.deliver_codes, queue=Lane.CODES.value)
    return sms


def queue_alert(
    *, phone: str, purpose: str, language: str, customer_id: UUID | None, **params: Any
) -> Sms:
    """Queue a notice for the E.164 number. Purposes and their params: `texts.ALERTS`."""
    text = texts.alert_text(purpose=purpose, language=language, **params)
    sms = _write(phone=phone, purpose=purpose, text=text, language=language,
                 customer_id=customer_id, lane=Lane.ALERTS,
                 expires_at=clock.now() + ALERT_LIFE)  # fmt: skip
    after_commit(tasks.deliver_alerts, queue=Lane.ALERTS.value)
    return sms


def forget_codes(*, subjects: Collection[UUID]) -> None:
    """The codes are spent or dead: those not sent yet never are, and no text of them is kept."""
    nothing = crypto.seal(b"", column="notifications_sms.text")
    prepared_count(FORGET, [nothing, clock.now(), list(subjects)])


def _write(
    *,
    phone: str,
    purpose: str,
    text: str,
    language: str,
    customer_id: UUID | None,
    lane: Lane,
    expires_at: datetime,
    send_at: datetime | None = None,
    subject: UUID | None = None,
) -> Sms:
    if not E164.fullmatch(phone):
        raise ValueError("a message goes to an E.164 number")
    now = clock.now()
    refused = _refusal(phone)
    sms = Sms(
        customer_id=customer_id, phone=phone, phone_fingerprint=Sms.fingerprint(phone),
        purpose=purpose, text=text, language=texts.spoken(language), lane=lane,
        next_attempt_at=send_at or now, expires_at=expires_at, queued_at=now, subject=subject,
        **refused,
    )  # fmt: skip
    kept.insert(sms)
    return sms


def _refusal(phone: str) -> dict[str, Any]:
    """A number of a country that the bank sends nothing to: the page stays the same."""
    if phone.startswith(tuple(settings.SMS_PREFIXES)):
        return {}
    log.warning("sms not sent: %s… is none of HOMEBANK_SMS_PREFIXES", phone[:4])
    return {"state": State.FAILED, "error": "no number of HOMEBANK_SMS_PREFIXES"}
