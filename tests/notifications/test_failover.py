"""A second gateway takes over, and no code goes through both in its life without need."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from homebank.lib import clock
from homebank.lib.gateways import load
from homebank.lib.ids import uuid7
from notifications.delivery import deliver
from notifications.gateways import GatewayError, ReceiptState
from notifications.messages import forget_codes
from notifications.models import Lane, Outcome, Sms, SmsAttempt, State
from notifications.receipts import take_receipt
from notifications.sweeping import sweep
from tests.notifications.centre import Centre
from tests.notifications.conftest import (
    SECOND_GATEWAY,
    TELLING_GATEWAY,
    alert,
    any_phone,
    code,
    now_of,
    take,
)

pytestmark = pytest.mark.django_db
Story = list[tuple[str, str]]


def story(sms: Sms) -> Story:
    """Which gateway had each attempt, and what came of it."""
    tries = SmsAttempt.objects.filter(sms=sms).order_by("number")
    return [(each.gateway.rsplit(".", 1)[-1], each.outcome) for each in tries]


def deliver_after(seconds: float, lane: Lane = Lane.CODES) -> None:
    with clock.moved(timedelta(seconds=seconds)):
        deliver(lane=lane)


def tell(sms: Sms, state: ReceiptState, word: str = "UNDELIV", gateway: str = "") -> None:
    """A receipt for the message's present reference."""
    sms = now_of(sms)
    take_receipt(gateway=gateway or sms.gateway, gateway_references=[sms.gateway_reference],
                 state=state, word=word, at=clock.now())  # fmt: skip


@pytest.mark.requirement("NTF-02", "fail over to a second gateway", kind="socket")
def test_a_code_goes_over_when_nobody_listens_at_the_first(
    centre: Centre, second: Centre, phone: str
) -> None:
    centre.close()
    sms = code(phone)
    deliver(lane=Lane.CODES)
    deliver_after(2)
    assert [m["id"] for m in second.received] == [str(sms.pk)]
    assert story(sms) == [("TellingGateway", "refused"), ("SecondGateway", "accepted")]
    assert now_of(sms).gateway == SECOND_GATEWAY
    centre.open()


@pytest.mark.requirement("NTF-02", "fail over to a second gateway", kind="socket")
def test_a_code_goes_over_when_the_first_says_not_now(
    centre: Centre, second: Centre, phone: str
) -> None:
    centre.status = 503
    code(phone)
    deliver(lane=Lane.CODES)
    deliver_after(2)
    assert (len(centre.received), len(second.received)) == (0, 1)


def test_a_code_that_the_first_may_have_is_never_sent_by_the_second(
    centre: Centre, second: Centre, phone: str
) -> None:
    centre.loses = True
    sms = code(phone)
    for minute in range(5):
        deliver_after(60 * minute)
    assert second.received == []
    assert set(centre.counts()) == {str(sms.pk)}
    assert set(story(sms)) == {("TellingGateway", "uncertain")}


def test_a_code_whose_worker_died_stays_with_its_gateway(
    centre: Centre, second: Centre, phone: str
) -> None:
    sms = code(phone)
    take(sms, TELLING_GATEWAY)
    centre.status = 503
    deliver_after(21)
    deliver_after(40)
    assert second.received == []
    assert story(sms)[:2] == [("TellingGateway", "lost"), ("TellingGateway", "refused")]
    assert now_of(sms).held_by == TELLING_GATEWAY


def test_an_alert_goes_over_after_three_riddles(centre: Centre, second: Centre, phone: str) -> None:
    centre.loses = True
    sms = alert(phone)
    for minute in range(4):
        deliver_after(60 * minute, Lane.ALERTS)
    assert story(sms) == [("TellingGateway", "uncertain")] * 3 + [("SecondGateway", "accepted")]
    assert len(second.received) == 1


@pytest.mark.requirement("NTF-02", "delivery receipts", kind="socket")
@pytest.mark.requirement("NTF-02", "fail over to a second gateway", kind="socket")
def test_a_code_that_was_not_delivered_is_sent_by_the_second_word_for_word(
    centre: Centre, second: Centre, phone: str
) -> None:
    sms = code(phone)
    deliver(lane=Lane.CODES)
    tell(sms, ReceiptState.UNDELIVERED)
    deliver(lane=Lane.CODES)
    assert [m["text"] for m in second.received] == [m["text"] for m in centre.received]
    sms = now_of(sms)
    assert (sms.state, sms.gateway, sms.text) == (State.SENT, SECOND_GATEWAY, "")


def test_a_code_that_was_not_delivered_in_its_life_is_sent_no_more(
    centre: Centre, second: Centre, phone: str
) -> None:
    sms = code(phone)
    deliver(lane=Lane.CODES)
    with clock.moved(timedelta(minutes=5, seconds=1)):
        tell(sms, ReceiptState.UNDELIVERED)
        deliver(lane=Lane.CODES)
    assert second.received == []
    sms = now_of(sms)
    assert (sms.state, sms.text) == (State.UNDELIVERED, "")


def test_what_neither_delivered_ends_undelivered(
    centre: Centre, second: Centre, phone: str
) -> None:
    sms = alert(phone)
    for _gateway in range(2):
        deliver(lane=Lane.ALERTS)
        tell(sms, ReceiptState.UNDELIVERED)
    deliver(lane=Lane.ALERTS)
    assert now_of(sms).state == State.UNDELIVERED
    assert (len(centre.received), len(second.received)) == (1, 1)


def test_what_one_refuses_for_good_the_other_may_take_and_what_both_refuse_has_failed(
    centre: Centre, second: Centre
) -> None:
    centre.status = 400
    taken, failed = code(any_phone()), None
    deliver(lane=Lane.CODES)
    assert now_of(taken).state == State.SENT
    second.status = 400
    failed = code(any_phone())
    deliver(lane=Lane.CODES)
    assert story(failed) == [("TellingGateway", "never"), ("SecondGateway", "never")]
    assert (now_of(failed).state, now_of(failed).text) == (State.FAILED, "")


def test_a_code_that_may_have_been_accepted_does_not_go_over_by_a_later_no(
    centre: Centre, second: Centre, phone: str
) -> None:
    centre.loses = True
    sms = code(phone)
    deliver(lane=Lane.CODES)
    centre.loses, centre.status = False, 400
    deliver_after(2)
    assert now_of(sms).state == State.FAILED
    assert second.received == []


@pytest.mark.requirement("NTF-04", "codes blanked after use", kind="socket")
def test_the_text_of_a_code_waits_for_its_receipt_and_goes_with_it(
    centre: Centre, second: Centre, phone: str
) -> None:
    sms = code(phone)
    deliver(lane=Lane.CODES)
    assert "482915" in now_of(sms).text
    tell(sms, ReceiptState.DELIVERED, "DELIVRD")
    assert (now_of(sms).state, now_of(sms).text) == (State.DELIVERED, "")


@pytest.mark.requirement("NTF-04", "codes blanked after use", kind="socket")
def test_the_text_of_a_code_goes_when_its_life_ends_without_a_word(
    centre: Centre, second: Centre, phone: str
) -> None:
    sms = code(phone)
    deliver(lane=Lane.CODES)
    with clock.moved(timedelta(minutes=4)):
        sweep()
    assert "482915" in now_of(sms).text
    with clock.moved(timedelta(minutes=5, seconds=1)):
        sweep()
    assert (now_of(sms).state, now_of(sms).text) == (State.SENT, "")


@pytest.mark.parametrize("sent_before", [True, False])
def test_a_code_that_was_used_leaves_no_text_and_is_not_sent_any_more(
    centre: Centre, second: Centre, phone: str, sent_before: bool
) -> None:
    deed = uuid7()
    sms = code(phone, subject=deed)
    if sent_before:
        deliver(lane=Lane.CODES)
    forget_codes(subjects=[deed])
    tell(sms, ReceiptState.UNDELIVERED) if sent_before else deliver(lane=Lane.CODES)
    deliver(lane=Lane.CODES)
    sms = now_of(sms)
    assert (sms.state, sms.text) == (State.UNDELIVERED if sent_before else State.EXPIRED, "")
    assert (len(centre.received), second.received) == (int(sent_before), [])


def test_a_code_that_was_used_while_it_was_sent_is_not_sent_again(
    centre: Centre, second: Centre, phone: str
) -> None:
    deed = uuid7()
    sms = code(phone, subject=deed)
    take(sms, TELLING_GATEWAY)
    forget_codes(subjects=[deed])
    sms.postpone(reason="timed out", held_by=TELLING_GATEWAY)
    deliver_after(21)
    assert (now_of(sms).state, now_of(sms).text, centre.received) == (State.EXPIRED, "", [])


class Scripted:
    """A gateway with a script: what it answers next, and what it truly sent."""

    receipts = True
    script: list[str]
    sent: list[str]

    def __init__(self) -> None:
        self.script, self.sent = [], []

    def send(self, *, to: str, text: str, reference: object) -> str:
        answer = self.script.pop(0) if self.script else "accept"
        if answer in ("accept", "swallow"):
            self.sent.append(str(reference))
        if answer == "accept":
            return f"{type(self).__name__}-{reference}"
        raise GatewayError(answer, permanent=answer == "never", uncertain=answer in RIDDLES)


class Other(Scripted):
    """The second of the house."""


RIDDLES = ("swallow", "drop")
HERE = "tests.notifications.test_failover"
answers = st.lists(st.sampled_from(["accept", "refuse", "never", *RIDDLES]), max_size=8)
happenings = st.lists(st.sampled_from(["deliver", "die", "undelivered", "late"]), max_size=12)


@examples(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=answers, other=answers, happens=happenings)
def test_no_code_is_sent_by_two_gateways_unless_the_first_said_undelivered(
    settings: Any, first: list[str], other: list[str], happens: list[str]
) -> None:
    settings.SMS_GATEWAYS = [f"{HERE}.Scripted", f"{HERE}.Other"]
    load.cache_clear()
    gateways = [load(path) for path in settings.SMS_GATEWAYS]
    gateways[0].script, gateways[1].script = list(first), list(other)
    sms, excused = code(any_phone()), False
    for number, happening in enumerate([*happens, "deliver"]):
        with clock.moved(timedelta(seconds=21 * number)):
            excused |= happen(sms, happening)
    took = [gateway for gateway in gateways if str(sms.pk) in gateway.sent]
    assert len(took) < 2 or excused
    load.cache_clear()


def happen(sms: Sms, happening: str) -> bool:
    """One thing that may befall a code; True if it excuses a second gateway."""
    sms = now_of(sms)
    if happening == "die" and sms.state == State.QUEUED and not sms.held_by:
        take(sms, f"{HERE}.Scripted")
        load(sms.gateway).sent.append(str(sms.pk))
    elif happening == "undelivered" and sms.state == State.SENT:
        tell(sms, ReceiptState.UNDELIVERED)
        return True
    elif happening == "late" and sms.state == State.SENT:
        tell(sms, ReceiptState.ON_THE_WAY, "ENROUTE")
    else:
        deliver(lane=Lane.CODES)
    return False


def test_outcomes_are_written_with_times_and_references(centre: Centre, phone: str) -> None:
    sms = code(phone)
    deliver(lane=Lane.CODES)
    [attempt] = SmsAttempt.objects.filter(sms=sms)
    assert (attempt.outcome, attempt.number) == (Outcome.ACCEPTED, 1)
    assert attempt.gateway_reference == now_of(sms).gateway_reference
    assert attempt.began_at is not None
    assert attempt.began_at <= attempt.ended_at
