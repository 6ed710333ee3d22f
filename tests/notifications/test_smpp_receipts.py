"""What centres say of messages afterwards: from their words to the state of the row."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from homebank.lib import clock
from homebank.lib.gateways import load
from homebank.lib.ids import uuid7
from notifications.delivery import deliver
from notifications.gateways import ReceiptState
from notifications.gateways.smpp.pdu import read_deliver
from notifications.gateways.smpp.receipt import is_receipt, read_receipt, spellings
from notifications.gateways.smpp_centre import wire
from notifications.models import Lane, Sms, SmsPart, SmsReceipt, State
from notifications.receipts import take_receipt
from tests.notifications.conftest import alert, code
from tests.notifications.smpp_peers import ThreadedCentre
from tests.notifications.test_smpp import behaving
from tests.system import wait_for

GATEWAY = "notifications.gateways.smpp.Smpp"
DELIVERED, UNDELIVERED = ReceiptState.DELIVERED, ReceiptState.UNDELIVERED
ON_THE_WAY, UNKNOWN = ReceiptState.ON_THE_WAY, ReceiptState.UNKNOWN
LONG = "Ғ" * 100


def body(text: str | bytes, *, coding: int = 0, esm_class: int = 4, options: bytes = b"") -> bytes:
    encoding = "utf-16-be" if coding == 8 else "latin-1"
    content = text.encode(encoding) if isinstance(text, str) else text
    return wire.deliver_body(source="77000550001", to="HOMEBANK", esm_class=esm_class,
                             coding=coding, content=content, options=options)  # fmt: skip


def read(text: str | bytes = "", **more: Any) -> Any:
    return read_receipt(read_deliver(body(text, **more)))


USUAL = ("id:00012aF sub:001 dlvrd:001 submit date:2611220830 done date:{done} stat:DELIVRD "
         "err:000 text:482915: вход".encode().decode("latin-1"))  # fmt: skip


def done(minutes: int, form: str = "%y%m%d%H%M") -> str:
    moment = clock.now().astimezone(clock.ALMATY) - timedelta(minutes=minutes)
    return moment.strftime(form)


# Reading


@pytest.mark.parametrize("form", ["%y%m%d%H%M", "%y%m%d%H%M%S", "%Y%m%d%H%M%S", "%Y%m%d%H%M"])
def test_the_date_is_read_in_each_of_its_lengths(form: str) -> None:
    receipt = read(USUAL.format(done=done(7, form)))
    assert timedelta(minutes=6) < clock.now() - receipt.at < timedelta(minutes=9)
    assert (receipt.state, receipt.word) == (DELIVERED, "DELIVRD")
    assert receipt.message_ids[0] == "12af"


@pytest.mark.parametrize("written", ["9913322561", "2611", "soon", "0000000000", "9" * 14])
def test_a_date_that_cannot_be_is_none(written: str) -> None:
    assert read(USUAL.format(done=written)).at is None


def test_a_date_to_come_or_long_past_is_none() -> None:
    for minutes in (-60, 60 * 24 * 40):
        assert read(USUAL.format(done=done(minutes))).at is None


@pytest.mark.parametrize(
    ("text", "state", "word"),
    [("id:7 stat:DELIVRD", DELIVERED, "DELIVRD"),
     ("\x00\x01 ID: 7 ;; STAT: delivrd ERR: 000", DELIVERED, "DELIVRD"),
     ("id:7 stat:UNDELIV err:02C", UNDELIVERED, "UNDELIV 02C"),
     ("id:7 stat:EXPIRED err:000", UNDELIVERED, "EXPIRED"),
     ("id:7 stat:REJECTD", UNDELIVERED, "REJECTD"), ("id:7 stat:DELETED", UNDELIVERED, "DELETED"),
     ("id:7 stat:ENROUTE", ON_THE_WAY, "ENROUTE"), ("id:7 stat:ACCEPTD", ON_THE_WAY, "ACCEPTD"),
     ("id:7 stat:UNKNOWN", UNKNOWN, "UNKNOWN"), ("id:7 stat:DELIVEREDISH", UNKNOWN, "DELIVEREDISH"),
     ("id:7", UNKNOWN, "UNKNOWN"), ("id:7 text:stat:DELIVRD", UNKNOWN, "UNKNOWN")],
)  # fmt: skip
def test_the_text_is_read_whatever_stands_around(text: str, state: ReceiptState, word: str) -> None:
    receipt = read(text)
    assert (receipt.message_ids[0], receipt.state, receipt.word) == ("7", state, word)


def test_a_receipt_in_ucs2_is_read() -> None:
    assert read("id:7 stat:DELIVRD", coding=8).state is DELIVERED


def test_the_optional_fields_come_first() -> None:
    options = wire.option(0x1E, b"0000001F\0") + wire.option(0x427, b"\x05")
    receipt = read("id:31 stat:DELIVRD", options=options)
    assert (receipt.message_ids[0], receipt.state) == ("1f", UNDELIVERED)


@pytest.mark.parametrize("text", ["", "stat:DELIVRD", "text:id:7 stat:DELIVRD", b"\xff\xfe\x00id:"])
def test_a_receipt_that_names_no_message_is_none(text: str | bytes) -> None:
    assert read(text) is None


def test_a_customers_message_is_no_receipt() -> None:
    assert not is_receipt(read_deliver(body("id:7 stat:DELIVRD", esm_class=0)))


@pytest.mark.parametrize(
    ("answered", "told"),
    [("1234567890", "499602D2"), ("499602d2", "1234567890"), ("7", "0000000007"),
     ("00000000000000000007", "7"), ("4AB", "4ab"), ("a-b-1", "A-B-1"), ("0", "000"),
     ("1f", "0000000031")],
)  # fmt: skip
def test_an_id_is_known_in_another_spelling(answered: str, told: str) -> None:
    assert spellings(answered)[0] in spellings(told)


# From the socket to the row


@pytest.fixture
def centre(committed: None, settings: Any) -> Iterator[ThreadedCentre]:
    """A centre, and the gateway to it as the bank's."""
    opened = ThreadedCentre()
    settings.SMS_GATEWAYS, settings.SMPP_URL = [GATEWAY], opened.url
    load.cache_clear()
    yield opened
    load(GATEWAY).close()
    load.cache_clear()
    opened.close()
    connection.close()


def sent(number: int, *, long: bool = False) -> Sms:
    """A message to a number of the table, handed to the centre."""
    sms = alert(behaving(number)) if long else code(behaving(number))
    if long:
        sms.text = LONG
        sms.save(update_fields=["text"])
    deliver(lane=Lane(sms.lane))
    return sms


def state_of(sms: Sms) -> str:
    return Sms.objects.get(pk=sms.pk).state


def becomes(sms: Sms, state: State) -> bool:
    return bool(wait_for(lambda: state_of(sms) == state))


@pytest.mark.requirement("NTF-01", "SMPP 3.4", kind="socket")
@pytest.mark.parametrize("number", [0, 6, 7, 8, 18, 19, 21, 23, 30, 31, 32])
def test_a_receipt_of_any_kind_makes_the_message_delivered(
    centre: ThreadedCentre, number: int
) -> None:
    assert becomes(sent(number), State.DELIVERED)


@pytest.mark.parametrize("number", [9, 10, 11])
def test_a_receipt_of_failure_makes_it_undelivered(centre: ThreadedCentre, number: int) -> None:
    assert becomes(sent(number), State.UNDELIVERED)


def test_a_receipt_that_is_faster_than_the_answer_counts(centre: ThreadedCentre) -> None:
    assert becomes(sent(12), State.DELIVERED)


def test_a_repeated_receipt_is_kept_once(centre: ThreadedCentre) -> None:
    sms = sent(6)
    wait_for(lambda: centre.centre.seen.receipts_taken == 3)
    reference = Sms.objects.get(pk=sms.pk).gateway_reference
    assert SmsReceipt.objects.filter(references__contains=[reference]).count() == 1


@pytest.mark.parametrize("number", [22, 34])
def test_without_a_word_that_is_known_it_stays_sent(centre: ThreadedCentre, number: int) -> None:
    sms = sent(number)
    time.sleep(0.5)
    assert state_of(sms) == State.SENT


def test_every_receipt_is_answered_and_owed_no_more(centre: ThreadedCentre) -> None:
    for number in (0, 6, 23):
        sent(number)
    wait_for(lambda: centre.centre.seen.receipts_taken == 6)
    assert centre.centre.owed == {}
    assert centre.centre.seen.receipts == 6


def test_a_receipt_waits_at_the_centre_for_the_next_bind(centre: ThreadedCentre) -> None:
    sms = sent(5)  # told of after five seconds; the line is cut before
    owed = receipt_of(sms)
    centre.shut()
    centre.open()
    centre.do(lambda: centre.centre.owe(owed))
    assert becomes(sms, State.DELIVERED)


def receipt_of(sms: Sms) -> bytes:
    reference = Sms.objects.get(pk=sms.pk).gateway_reference
    return body(f"id:{reference} stat:DELIVRD")


def test_a_receipt_that_could_not_be_kept_is_taken_back_and_comes_again(
    centre: ThreadedCentre, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    failing = iter([RuntimeError("482915")])

    def take(**receipt: Any) -> None:
        for reason in failing:
            raise reason
        take_receipt(**receipt)

    monkeypatch.setattr("notifications.gateways.smpp.parts.take_receipt", take)
    assert becomes(sent(0), State.DELIVERED)
    assert centre.centre.seen.receipts_taken_back == 1
    assert "482915" not in caplog.text


def test_a_customers_message_is_answered_and_not_logged(
    centre: ThreadedCentre, caplog: Any
) -> None:
    sent(22)
    before = SmsReceipt.objects.count()
    centre.do(lambda: centre.centre.owe(body("482915 my code", esm_class=0)))
    wait_for(lambda: centre.centre.seen.receipts_taken == 1)
    assert SmsReceipt.objects.count() == before
    assert "482915" not in caplog.text


def test_a_receipt_nobody_can_read_is_refused_and_hurts_nothing(centre: ThreadedCentre) -> None:
    sent(22)
    centre.say(wire.packet(wire.DELIVER, 9, body=b"\x01\x02\x03"))
    centre.say(wire.packet(wire.DELIVER, 10, body=b""))
    assert becomes(sent(0), State.DELIVERED)


def test_the_relay_fills_the_window_and_every_message_gets_its_own_receipt(
    quiet: None, centre: ThreadedCentre
) -> None:
    centre.centre.latency = 1.0  # ten are on their way before the first is answered
    queued = [alert(f"+7700123{number:04d}").pk for number in range(40)]
    deliver(lane=Lane.ALERTS)
    rows = Sms.objects.filter(pk__in=queued)
    wait_for(lambda: rows.filter(state=State.DELIVERED).count() == 40)
    assert centre.centre.seen.most_outstanding == 10
    assert len({row.gateway_reference for row in rows}) == len(centre.texts) == 40


# A message in parts


@pytest.mark.requirement("NTF-01", "SMPP 3.4", kind="socket")
@pytest.mark.parametrize("number", [0, 6, 7, 12, 32])
def test_a_message_in_parts_is_delivered_when_each_part_is(
    centre: ThreadedCentre, number: int
) -> None:
    sms = sent(number, long=True)
    assert becomes(sms, State.DELIVERED)
    assert centre.texts == [LONG]
    assert SmsPart.objects.filter(whole=Sms.objects.get(pk=sms.pk).gateway_reference).count() == 2


def test_a_message_of_which_a_part_is_lost_is_undelivered(centre: ThreadedCentre) -> None:
    assert becomes(sent(20, long=True), State.UNDELIVERED)


def test_half_a_message_is_not_delivered_yet(centre: ThreadedCentre) -> None:
    sms = sent(22, long=True)
    first, second = centre.centre.journal[0].ids
    centre.do(lambda: centre.centre.owe(body(f"id:{first} stat:DELIVRD")))
    wait_for(lambda: centre.centre.seen.receipts_taken == 1)
    assert state_of(sms) == State.SENT
    centre.do(lambda: centre.centre.owe(body(f"id:{second} stat:DELIVRD")))
    assert becomes(sms, State.DELIVERED)


def test_an_id_that_reads_two_ways_is_first_read_as_it_stands(centre: ThreadedCentre) -> None:
    start = uuid7().int % 10**9 + 10**9
    centre.do(lambda: centre.centre.number_from(start))
    first = sent(22)
    centre.do(lambda: centre.centre.number_from(int(str(start), 16)))
    second = sent(22)
    centre.do(lambda: centre.centre.owe(body(f"id:{start} stat:DELIVRD")))
    assert becomes(first, State.DELIVERED)
    assert state_of(second) == State.SENT
