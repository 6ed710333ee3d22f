"""What the demo's handsets show: messages by number, newest first."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from notifications.models import DemoSms, Sms

MOST_MESSAGES = 50
MOST_NUMBERS = 20
CODE_FIRST = re.compile(r"([0-9]{4,10}): ")


@dataclass(frozen=True, slots=True)
class Message:
    """One message on a handset. `code` is empty if it carries none."""

    id: UUID
    at: datetime
    text: str
    purpose: str
    language: str
    code: str


def read_messages(*, phone: str) -> list[Message]:
    """The latest messages of the E.164 number, newest first."""
    received = DemoSms.objects.filter(phone_fingerprint=Sms.fingerprint(phone))
    latest = list(received.order_by("-id")[:MOST_MESSAGES])
    queued = Sms.objects.in_bulk([sms.reference for sms in latest])
    return [_shown(sms, queued.get(sms.reference)) for sms in latest]


def list_numbers() -> list[str]:
    """The numbers that received something lately, the latest first."""
    latest = DemoSms.objects.only("phone").order_by("-id")[: 10 * MOST_NUMBERS]
    return list(dict.fromkeys(sms.phone for sms in latest))[:MOST_NUMBERS]


def _shown(received: DemoSms, queued: Sms | None) -> Message:
    code = CODE_FIRST.match(received.text)
    return Message(
        id=received.reference,
        at=received.received_at,
        text=received.text,
        purpose=queued.purpose if queued else "",
        language=queued.language if queued else "",
        code=code[1] if code else "",
    )
