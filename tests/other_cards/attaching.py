"""What tests of other banks' cards share: numbers, the way over the card's bank, payments."""

from __future__ import annotations

import itertools
import os
import random
from datetime import timedelta
from typing import Any

from django.test import Client

from cards.models import Attachment, OtherCard
from cards.other.working import work_on
from homebank.lib import clock
from homebank.lib.ids import with_check_digit
from payments import work
from payments.models import Payment
from tests.other_cards.conftest import Bank
from tests.payments.payer import Payer, now

_draw = random.Random(os.urandom(8))
_serials = itertools.count(_draw.randrange(10_000))
HALYK = "400303"
NEW = "/my/other-cards/new/"


def other_number(mood: str = "", prefix: str = HALYK) -> str:
    """A fresh number of another bank; the acquirer treats it by `mood` (its MOODS)."""
    serial = f"{_draw.randrange(10):d}{next(_serials) % 10_000:04d}"
    return with_check_digit(prefix + serial + (mood or "9999"))


def typed(number: str, **other: str) -> dict[str, str]:
    """What a customer types to attach a card; `other` replaces some."""
    usual = {"number": number, "expiry": "12/39", "cvv": "123", "name": ""}
    return {**usual, **other}


def begun(client: Client, number: str, **other: str) -> Attachment:
    """The attempt after the form was sent."""
    answer = client.post(NEW, typed(number, **other))
    assert answer.status_code == 302, answer.content.decode()
    return Attachment.objects.get(pk=answer["Location"].strip("/").split("/")[-1])


def back(client: Client, made: Attachment) -> Any:
    """Back from the card's bank; then the worker's turn. The page that is shown afterwards."""
    client.get(f"/my/other-cards/attachments/{made.pk}/return/")
    worked(made)
    return client.get(f"/my/other-cards/attachments/{made.pk}/", follow=True)


def worked(made: Attachment, *, after: timedelta = timedelta()) -> Attachment:
    """The attempt after a worker took it up, so long after now."""
    with clock.moved(after):
        work_on(attachment_id=made.pk)
    made.refresh_from_db()
    return made


def attached(client: Client, bank: Bank, number: str = "", **other: str) -> OtherCard:
    """A card that went the whole way."""
    made = begun(client, number or other_number(), **other)
    bank.say(made.page)
    back(client, made)
    made.refresh_from_db()
    assert made.card is not None, made.state
    return made.card


def confirmed(payer: Payer, card: OtherCard, **other: str) -> Payment:
    """A payment with the card whose code was entered: its bank is to be asked."""
    draft = payer.drafted(card=str(card.pk), **other)
    payer.client.post(f"/payments/{draft.pk}/code/")
    payer.confirm(draft, payer.code())
    return now(draft)


def turn(payment: Payment, *, after: timedelta = timedelta()) -> Payment:
    """One turn of a worker on the payment, so long after now."""
    with clock.moved(after):
        work.work_on_payment(payment_id=payment.pk)
    return now(payment)
