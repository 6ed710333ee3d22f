"""SMS from customers: read as phones write them, kept before they are answered, heard once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from homebank.lib import clock
from homebank.lib.gateways import load
from notifications import hearing
from notifications.gateways.smpp.alphabet import (
    EXTENDED,
    GSM_CODING,
    SEPTETS,
    UCS2_CODING,
    read_text,
    write_message,
)
from notifications.hearing import hear_inbound, purge_inbound
from notifications.inbound import KEPT, take_inbound
from notifications.models import InboundSms
from tests.notifications.conftest import any_phone
from tests.notifications.smpp_peers import ThreadedCentre
from tests.notifications.test_smpp_receipts import GATEWAY, body, sent
from tests.people import Person, new_person
from tests.system import wait_for

LETTERS = "".join(letter for letter in SEPTETS if letter not in EXTENDED)


def number() -> str:
    return any_phone()


def of(phone: str) -> list[InboundSms]:
    return [sms for sms in InboundSms.objects.all() if sms.phone == phone]


@given(text=st.text(LETTERS + "[]€~", max_size=60))
def test_what_a_phone_writes_in_gsm_letters_is_read(text: str) -> None:
    message = write_message(text)
    assert read_text(message.parts[0], data_coding=GSM_CODING, has_header=False) == text


@given(text=st.text("БЛОКУҒҚӨәің 6150", min_size=1, max_size=60))
def test_what_a_phone_writes_in_cyrillic_is_read(text: str) -> None:
    content = text.encode("utf-16-be")
    assert read_text(content, data_coding=UCS2_CODING, has_header=False) == text


@given(content=st.binary(max_size=60), coding=st.integers(0, 255), has_header=st.booleans())
def test_rubbish_is_read_without_a_fall(content: bytes, coding: int, has_header: bool) -> None:
    assert isinstance(read_text(content, data_coding=coding, has_header=has_header), str)


def test_a_part_of_a_long_message_is_no_command() -> None:
    part = b"\x05\x00\x03\x07\x02\x01" + "BLOCK 6150".encode("utf-16-be")
    assert read_text(part, data_coding=UCS2_CODING, has_header=True) == ""


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


@pytest.fixture
def anna(committed: None) -> Person:
    return new_person(registered=False)


@pytest.mark.requirement("NTF-06", "BLOCK by SMS", kind="socket")
@pytest.mark.parametrize(("coding", "word"), [(0, "BLOCK"), (8, "БЛОК"), (8, "Бұғаттау")])
def test_a_command_over_smpp_freezes_and_is_answered(
    anna: Person, centre: ThreadedCentre, coding: int, word: str
) -> None:
    sent(22)  # binds
    command = body_from(anna.phone, f"{word} {anna.card.last4}", coding)
    centre.do(lambda: centre.centre.owe(command))
    wait_for(lambda: centre.centre.seen.receipts_taken == 1)
    hear_inbound()
    anna.card.refresh_from_db()
    assert anna.card.state == "frozen"
    assert anna.customer.messages.filter(purpose="card-frozen").count() == 1


def body_from(phone: str, text: str, coding: int) -> bytes:
    """A deliver_sm from the phone, of the type that is no receipt."""
    told = body(text, coding=coding, esm_class=0)
    return told.replace(b"77000550001", phone.removeprefix("+").encode())


def test_a_message_that_cannot_be_kept_is_taken_back_and_comes_again(
    anna: Person, centre: ThreadedCentre, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    failing = iter([RuntimeError("BLOCK 6150")])

    def keep(**message: str) -> bool:
        for reason in failing:
            raise reason
        return take_inbound(**message)

    monkeypatch.setattr("notifications.gateways.smpp.taker.take_inbound", keep)
    sent(22)
    centre.do(lambda: centre.centre.owe(body_from(anna.phone, "BLOCK", 0)))
    wait_for(lambda: len(of(anna.phone)) == 1)
    assert centre.centre.seen.receipts_taken_back == 1
    assert "BLOCK" not in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sender", "text"),
    [("HOMEBANK", "BLOCK"), ("1414", "BLOCK"), ("", "BLOCK"), ("+79161234567", "BLOCK"),
     ("77011112233", ""), ("77011112233", " \0 "), ("77011112233", "x" * 161)],
)  # fmt: skip
def test_what_is_no_command_of_a_mobile_number_is_not_kept(sender: str, text: str) -> None:
    before = InboundSms.objects.count()
    assert not take_inbound(gateway=GATEWAY, sender=sender, text=text)
    assert InboundSms.objects.count() == before


@pytest.mark.django_db
def test_of_one_number_thirty_an_hour_are_kept() -> None:
    phone = number()
    kept = [
        take_inbound(gateway=GATEWAY, sender=phone, text="BLOCK") for _ in range(KEPT.count + 2)
    ]
    assert kept.count(True) == len(of(phone)) == KEPT.count


@pytest.mark.django_db
def test_one_that_cannot_be_heard_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    bad, good, heard = number(), number(), []

    def hear(*, phone: str, text: str) -> None:
        if phone == bad:
            raise RuntimeError(text)
        heard.append(phone)

    monkeypatch.setattr(hearing, "import_string", lambda _path: hear)
    for phone in (bad, good):
        take_inbound(gateway=GATEWAY, sender=phone, text="BLOCK 6150")
    hear_inbound()
    assert heard == [good]
    assert [sms.heard_at for sms in of(bad)] == [None]
    assert "6150" not in caplog.text


@pytest.mark.django_db
def test_who_sent_what_is_forgotten_with_other_traces(settings: Any) -> None:
    phone = number()
    take_inbound(gateway=GATEWAY, sender=phone, text="hello")
    hear_inbound()
    with clock.moved(timedelta(days=settings.KEEP_TRACES_DAYS + 1)):
        purge_inbound()
    assert of(phone) == []
