"""The relay, in this process, over a real socket: attempts, retries, ends, and two at once."""

from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.conf import settings
from django.db import connection

from homebank.lib import clock, crypto
from homebank.lib.gateways import load
from homebank.lib.money import Money
from notifications.delivery import deliver
from notifications.gateways import GatewayError
from notifications.messages import ALERT_LIFE
from notifications.models import Lane, Sms, SmsQuerySet, State
from notifications.sweeping import sweep
from notifications.texts import CODES, LANGUAGES
from tests.notifications.centre import Centre
from tests.notifications.conftest import HTTP_GATEWAY, alert, code, now_of, take

pytestmark = pytest.mark.django_db


def rows_of(sms: Sms) -> SmsQuerySet:
    return Sms.objects.filter(pk=sms.pk)


@pytest.mark.requirement("NTF-02", "at least once, duplicates suppressed", kind="socket")
def test_a_message_is_sent_once(centre: Centre, phone: str) -> None:
    sms = code(phone)
    assert deliver(lane=Lane.CODES) is False
    deliver(lane=Lane.CODES)
    assert [(m["to"], m["id"]) for m in centre.received] == [(phone, str(sms.pk))]
    sms = now_of(sms)
    assert (sms.state, sms.attempts) == (State.SENT, 1)
    assert sms.gateway_reference == f"c-{sms.pk}"


class Strange:
    """A gateway of one's own that hands on whatever its provider says."""

    told: ClassVar[object] = ""

    def send(self, *, to: str, text: str, reference: object) -> object:
        if isinstance(self.told, GatewayError):
            raise self.told
        return self.told


@pytest.mark.parametrize(
    ("told", "kept"),
    [("a\x00b", "ab"), ("\ud800c", "c"), (8_589_934_592, "8589934592"), (" d\n", "d"),
     ("e" * 300, "e" * 100), (None, "")],
)  # fmt: skip
def test_a_strange_reference_is_kept_as_text_and_the_message_sent_once(
    settings: Any, phone: str, monkeypatch: pytest.MonkeyPatch, told: object, kept: str
) -> None:
    settings.SMS_GATEWAYS = [f"{__name__}.Strange"]
    monkeypatch.setattr(Strange, "told", told)
    sms = code(phone)
    deliver(lane=Lane.CODES)
    assert (now_of(sms).state, now_of(sms).gateway_reference) == (State.SENT, kept)


def test_strange_words_of_an_error_are_kept_as_text(
    settings: Any, phone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SMS_GATEWAYS = [f"{__name__}.Strange"]
    monkeypatch.setattr(Strange, "told", GatewayError("no\x00\ud800 way"))
    sms = code(phone)
    deliver(lane=Lane.CODES)
    assert (now_of(sms).state, now_of(sms).error) == (State.QUEUED, "no way")


@pytest.mark.requirement("NTF-03", "70 characters", kind="socket")
@pytest.mark.requirement("NTF-03", "bound to the domain", kind="socket")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", CODES)
def test_a_code_reaches_the_gateway_as_one_message_bound_to_the_site(
    centre: Centre, settings: Any, phone: str, purpose: str, language: str
) -> None:
    settings.CODE_HOST = "homebank.kz"
    code(phone, purpose=purpose, language=language, amount=Money(999_999_999), payee="Ж" * 40,
         card_last4="6150", until="21.11 18:00")  # fmt: skip
    deliver(lane=Lane.CODES)
    text = centre.received[0]["text"]
    assert len(text) <= (160 if language == "en" else 70)
    assert text.isascii() or language != "en"
    assert text.endswith("\n@homebank.kz #482915") is CODES[purpose][language].bound


def test_each_lane_sends_its_own(centre: Centre, phone: str) -> None:
    alert(phone)
    deliver(lane=Lane.CODES)
    assert centre.received == []
    deliver(lane=Lane.ALERTS)
    assert "Казахтелеком" in centre.received[0]["text"]


@pytest.mark.requirement("NTF-04", "codes blanked after use", kind="socket")
def test_the_text_of_a_code_is_blanked_once_sent_and_an_alert_is_kept(
    centre: Centre, phone: str
) -> None:
    sent_code, sent_alert = code(phone), alert(phone)
    deliver(lane=Lane.CODES)
    deliver(lane=Lane.ALERTS)
    assert now_of(sent_code).text == ""
    assert "12 500 ₸" in now_of(sent_alert).text


def test_the_text_of_an_alert_goes_with_the_traces_of_access(centre: Centre, phone: str) -> None:
    sms = alert(phone)
    deliver(lane=Lane.ALERTS)
    days = timedelta(days=settings.KEEP_TRACES_DAYS)
    with clock.moved(days):
        sweep()
        assert "12 500 ₸" in now_of(sms).text
    with clock.moved(days + ALERT_LIFE + timedelta(seconds=1)):
        sweep()
        assert (now_of(sms).text, now_of(sms).keeps_text) == ("", False)


@pytest.mark.requirement("NTF-02", "retry with back-off", kind="socket")
def test_a_gateway_in_trouble_is_asked_again_ever_later(centre: Centre, phone: str) -> None:
    centre.status = 503
    sms = alert(phone)
    pauses, moved = [], timedelta()
    for attempt in range(1, 9):
        with clock.moved(moved):
            before = clock.now()
            deliver(lane=Lane.ALERTS)
            sms = now_of(sms)
            assert (sms.state, sms.attempts, sms.error) == (State.QUEUED, attempt, "HTTP 503")
            until = sms.next_attempt_at
            pauses.append((until - before, until - clock.now()))
            moved += until - clock.now() + timedelta(seconds=0.1)
    for number, (longest, shortest) in enumerate(pauses):
        assert longest >= timedelta(seconds=2**number * 0.5)
        assert shortest <= timedelta(seconds=2**number)


def test_a_message_that_waits_is_not_tried_before_its_time(centre: Centre, phone: str) -> None:
    centre.status = 503
    sms = code(phone)
    deliver(lane=Lane.CODES)
    deliver(lane=Lane.CODES)
    assert now_of(sms).attempts == 1


def test_a_gateway_that_comes_back_gets_what_waited(centre: Centre, phone: str) -> None:
    centre.close()
    sms = code(phone)
    deliver(lane=Lane.CODES)
    assert now_of(sms).state == State.QUEUED
    centre.open()
    with clock.moved(timedelta(seconds=16)):
        deliver(lane=Lane.CODES)
    assert now_of(sms).state == State.SENT
    assert len(centre.received) == 1


def test_a_permanent_refusal_is_final(centre: Centre, phone: str) -> None:
    centre.status = 400
    sms = code(phone)
    deliver(lane=Lane.CODES)
    sms = now_of(sms)
    assert (sms.state, sms.error, sms.text) == (State.FAILED, "HTTP 400", "")
    with clock.moved(timedelta(minutes=1)):
        deliver(lane=Lane.CODES)
    assert now_of(sms).attempts == 1


def test_an_expired_code_is_never_sent(centre: Centre, phone: str) -> None:
    sms = code(phone)
    with clock.moved(timedelta(minutes=5, seconds=1)):
        deliver(lane=Lane.CODES)
    assert centre.received == []
    sms = now_of(sms)
    assert (sms.state, sms.attempts, sms.text) == (State.EXPIRED, 0, "")


def test_the_message_of_a_dead_worker_is_due_when_its_lease_lapses(
    centre: Centre, phone: str
) -> None:
    sms = code(phone)
    take(sms)
    deliver(lane=Lane.CODES)
    assert centre.received == []
    with clock.moved(Sms.LEASE + timedelta(seconds=1)):
        deliver(lane=Lane.CODES)
    assert len(centre.received) == 1
    assert now_of(sms).attempts == 2


def test_a_late_refusal_does_not_take_back_what_another_worker_sent(
    centre: Centre, phone: str
) -> None:
    slow = code(phone)
    take(slow)
    with clock.moved(Sms.LEASE + timedelta(seconds=1)):
        deliver(lane=Lane.CODES)
    slow.postpone(reason="timed out")
    assert now_of(slow).state == State.SENT


def test_a_late_acceptance_counts(phone: str) -> None:
    slow = code(phone)
    take(slow)
    rows_of(slow).end(state=State.EXPIRED)
    slow.mark_sent(gateway=HTTP_GATEWAY, gateway_reference="late")
    assert now_of(slow).state == State.SENT


class Broken:
    """A gateway of one's own with a mistake in it."""

    def send(self, **message: object) -> str:
        raise KeyError(message["text"])


def test_a_broken_gateway_neither_stops_the_lane_nor_tells_the_text(
    settings: Any, phone: str
) -> None:
    settings.SMS_GATEWAYS = ["tests.notifications.test_delivery.Broken"]
    sent = [code(phone), code(phone)]
    deliver(lane=Lane.CODES)
    load.cache_clear()
    for sms in map(now_of, sent):
        assert sms.state == State.QUEUED
        assert "KeyError in send" in sms.error
        assert "482915" not in sms.error


def test_a_row_that_cannot_be_unsealed_does_not_hold_up_the_lane(
    centre: Centre, phone: str
) -> None:
    spoiled, good = code(phone), code(phone)
    moved = crypto.seal(b"x", column="another.column")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_sms SET text = %s WHERE id = %s", [moved, spoiled.pk])
    deliver(lane=Lane.CODES)
    assert [m["id"] for m in centre.received] == [str(good.pk)]
    assert Sms.objects.filter(pk=spoiled.pk, state=State.FAILED).exists()


def test_a_message_to_no_number_is_our_mistake() -> None:
    with pytest.raises(ValueError, match=r"E\.164"):
        code("7111")
