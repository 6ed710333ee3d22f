"""Delivery receipts: late, repeated, out of order, too early, about nothing, and in races."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from homebank.database import as_owner
from homebank.lib import clock
from homebank.lib.gateways import load
from notifications import receipts
from notifications.delivery import deliver
from notifications.gateways import ReceiptState
from notifications.models import Lane, Sms, SmsReceipt, State
from notifications.receipts import take_receipt
from notifications.sweeping import sweep
from tests.notifications.centre import Centre
from tests.notifications.conftest import HTTP_GATEWAY, SECOND_GATEWAY, alert, any_phone, now_of
from tests.system import wait_for

DELIVERED, UNDELIVERED = ReceiptState.DELIVERED, ReceiptState.UNDELIVERED
ON_THE_WAY, UNKNOWN = ReceiptState.ON_THE_WAY, ReceiptState.UNKNOWN


def sent(phone: str) -> Sms:
    sms = alert(phone)
    deliver(lane=Lane.ALERTS)
    return now_of(sms)


def tell(sms: Sms, state: ReceiptState, word: str = "", **more: Any) -> None:
    told = {"gateway": HTTP_GATEWAY, "gateway_references": [sms.gateway_reference], **more}
    take_receipt(state=state, word=word, **told)


def kept() -> int:
    return SmsReceipt.objects.count()


@pytest.mark.django_db
@pytest.mark.requirement("NTF-02", "delivery receipts", kind="socket")
@pytest.mark.parametrize(("word", "state"), [("DELIVRD", DELIVERED), ("UNDELIV", UNDELIVERED)])
def test_a_receipt_says_what_became_of_a_message_and_when(
    centre: Centre, phone: str, word: str, state: ReceiptState
) -> None:
    sms, at = sent(phone), clock.now() - timedelta(seconds=3)
    tell(sms, state, word, at=at)
    assert (now_of(sms).state, now_of(sms).receipt_at) == (state.value, at)
    assert SmsReceipt.objects.get(references=[sms.gateway_reference]).word == word


@pytest.mark.django_db
def test_any_spelling_of_the_reference_will_do(centre: Centre, phone: str) -> None:
    sms = sent(phone)
    tell(sms, DELIVERED, gateway_references=["1ad7f", "109951", sms.gateway_reference])
    assert now_of(sms).state == State.DELIVERED


@pytest.mark.django_db
def test_a_receipt_that_is_repeated_changes_nothing(centre: Centre, phone: str) -> None:
    sms, at = sent(phone), clock.now()
    for _time in range(5):
        tell(sms, DELIVERED, "DELIVRD", at=at)
        tell(sms, ON_THE_WAY, "ENROUTE")
    assert (now_of(sms).state, now_of(sms).receipt_at, kept()) == (State.DELIVERED, at, 2)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [ON_THE_WAY, UNDELIVERED, UNKNOWN])
def test_nothing_that_comes_after_delivery_takes_it_back(
    centre: Centre, phone: str, state: ReceiptState
) -> None:
    sms = sent(phone)
    tell(sms, DELIVERED)
    before = now_of(sms)
    tell(sms, state, "LATE")
    assert (now_of(sms).state, now_of(sms).receipt_at) == (State.DELIVERED, before.receipt_at)
    assert kept() == 2


@pytest.mark.django_db
def test_delivered_after_undelivered_counts(centre: Centre, phone: str) -> None:
    sms = sent(phone)
    tell(sms, UNDELIVERED)
    tell(sms, DELIVERED)
    assert now_of(sms).state == State.DELIVERED


@pytest.mark.django_db
def test_a_word_nobody_knows_is_kept_and_never_means_delivered(centre: Centre, phone: str) -> None:
    sms = sent(phone)
    tell(sms, UNKNOWN, "SHINY")
    assert (now_of(sms).state, kept()) == (State.SENT, 1)


@pytest.mark.django_db
def test_a_receipt_about_nothing_is_kept_and_harmless(centre: Centre, phone: str) -> None:
    sms = sent(phone)
    tell(sms, DELIVERED, gateway_references=["4"])
    tell(sms, DELIVERED, gateway=SECOND_GATEWAY)
    tell(sms, DELIVERED, gateway_references=["", "\x00"])
    assert (now_of(sms).state, kept()) == (State.SENT, 2)


@pytest.mark.django_db
def test_what_a_stranger_writes_is_kept_as_one_short_line(centre: Centre, phone: str) -> None:
    tell(sent(phone), UNKNOWN, "A\x00\n" + "Б" * 100, gateway_references=["x" * 500])
    receipt = SmsReceipt.objects.get()
    assert receipt.word == "A" + "Б" * 59
    assert receipt.references == ["x" * 100]


@pytest.mark.django_db
def test_a_receipt_that_is_faster_than_our_own_record_is_found_then(
    centre: Centre, phone: str
) -> None:
    sms = alert(phone)
    take_receipt(gateway=HTTP_GATEWAY, gateway_references=[f"c-{sms.pk}"],
                 state=DELIVERED, word="DELIVRD")  # fmt: skip
    assert now_of(sms).state == State.QUEUED
    deliver(lane=Lane.ALERTS)
    assert now_of(sms).state == State.DELIVERED


@pytest.mark.django_db
def test_a_number_that_a_centre_uses_again_means_the_latest_message(
    centre: Centre, phone: str
) -> None:
    class Constant:
        def send(self, *, to: str, text: str, reference: UUID) -> str:
            return "7"

    old = sent(phone)
    load.cache_clear()
    centre_gateway = load(HTTP_GATEWAY)
    centre_gateway.send = Constant().send
    first, later = sent(phone), sent(phone)
    tell(later, DELIVERED, gateway_references=["7"], at=clock.now())
    assert [now_of(each).state for each in (old, first, later)] == ["sent", "sent", "delivered"]


@pytest.mark.django_db
def test_what_a_process_kept_and_did_not_apply_is_found_by_the_sweep(
    centre: Centre, phone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sms = sent(phone)
    with monkeypatch.context() as patched:
        patched.setattr(receipts, "apply_receipt", lambda _receipt: None)  # killed here
        tell(sms, DELIVERED)
    assert now_of(sms).state == State.SENT
    sweep()
    assert now_of(sms).state == State.DELIVERED


def test_eight_threads_with_the_same_receipts_during_the_send_lose_none(
    quiet: None, centre: Centre
) -> None:
    messages = [alert(any_phone()) for _each in range(30)]

    def receive() -> None:
        for sms in messages:
            take_receipt(gateway=HTTP_GATEWAY, gateway_references=[f"c-{sms.pk}"],
                         state=DELIVERED, word="DELIVRD", at=sms.queued_at)  # fmt: skip
        connections.close_all()

    threads = [threading.Thread(target=receive) for _each in range(8)]
    for thread in threads:
        thread.start()
    deliver(lane=Lane.ALERTS)
    for thread in threads:
        thread.join()
    ids = [sms.pk for sms in messages]
    wait_for(lambda: Sms.objects.filter(pk__in=ids, state=State.DELIVERED).count() == 30)


CHANGES = [
    f"{verb} notifications_{table}{rest}"
    for table in ("smsattempt", "smsreceipt", "smspart")
    for verb, rest in (("UPDATE", " SET gateway = 'x'"), ("DELETE FROM", ""), ("TRUNCATE", ""))
]


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_the_site_may_not_change_a_receipt_or_an_attempt(change: str) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


@pytest.mark.parametrize("change", CHANGES)
def test_the_owner_and_the_superuser_are_refused_by_a_trigger(
    superuser: Callable[[], psycopg.Connection], change: str
) -> None:
    with pytest.raises(psycopg.errors.RestrictViolation, match="never changed"):
        superuser().execute(change)
    with (
        as_owner() as owner,
        pytest.raises(DatabaseError, match="never changed"),
        owner.cursor() as cursor,
    ):
        cursor.execute(change)
