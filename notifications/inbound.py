"""SMS from customers, as gateways bring them: kept as rows, heard by a worker.

The row is the truth: it is written before the gateway is answered (notifications/hearing.py).
"""

from datetime import timedelta

from django.db import transaction

from homebank.lib import clock, crypto, throttle
from homebank.lib.phone import parse_mobile
from homebank.lib.tasks import after_commit
from notifications import tasks
from notifications.models import InboundSms

# More of one number are no commands but a fault, or somebody's game.
KEPT = throttle.Limit("inbound-sms", 30, timedelta(hours=1))
# A command is a word and four digits; no longer message is one.
LONGEST = 160


def take_inbound(*, gateway: str, sender: str, text: str) -> bool:
    """Keep a message of a mobile number; whether it was kept.

    `sender` as the network wrote it: `77001234567`, `+7 700 …`. Names, short codes and foreign
    numbers are nobody's commands, nor is an empty or a long text, nor the 31st of an hour.
    """
    phone = parse_mobile(sender)
    words = " ".join(text.replace("\0", " ").split())
    if phone is None or not words or len(words) > LONGEST:
        return False
    if not throttle.take(KEPT, crypto.fingerprint(phone, column="inbound")).allowed:
        return False
    with transaction.atomic():
        InboundSms.objects.create(gateway=gateway, phone=phone, text=words, received_at=clock.now())
        after_commit(tasks.hear_inbound, queue="work")
    return True
