"""What codes may cost: caps per phone and block, a budget for all, at production values."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from homebank.lib import clock
from homebank.lib.throttle import Tally
from notifications.delivery import deliver
from notifications.models import Event, Lane, State
from tests.notifications.centre import Centre
from tests.notifications.conftest import alert, any_phone, code, now_of

pytestmark = pytest.mark.django_db
NEIGHBOURS = [f"+7700123{n:04d}" for n in range(400)]


def counted(budget: str, key: str, count: int) -> None:
    """So many codes were sent since half an hour."""
    Tally.objects.create(
        limit=budget, key=key, count=count, began_at=clock.now() - timedelta(minutes=30)
    )


def alarms(budget: str) -> int:
    return Event.objects.filter(kind="sms.budget-used-up", facts__budget=budget).count()


@pytest.mark.requirement("NTF-04", "caps", kind="socket")
def test_a_block_of_numbers_gets_three_hundred_codes_an_hour_and_the_next_hour_more(
    centre: Centre, caplog: pytest.LogCaptureFixture
) -> None:
    queued = [code(phone) for phone in NEIGHBOURS[:303]]
    other = code("+77001240000")
    while deliver(lane=Lane.CODES):
        pass
    assert len(centre.received) == 301
    assert now_of(other).state == State.SENT
    waiting = [now_of(sms) for sms in queued[300:]]
    assert {(sms.state, sms.attempts) for sms in waiting} == {(State.QUEUED, 0)}
    assert "sms-codes-block-hour, +7700123: 300 in 1:00:00" in caplog.text
    assert alarms("sms-codes-block-hour") == 1
    with clock.moved(timedelta(minutes=61)):
        code(NEIGHBOURS[0])
        deliver(lane=Lane.CODES)
    assert len(centre.received) == 302


@pytest.mark.requirement("NTF-04", "caps", kind="socket")
def test_a_phone_gets_no_more_codes_than_a_day_has_room_for(
    centre: Centre, phone: str, settings: Any
) -> None:
    first = code(phone)
    deliver(lane=Lane.CODES)
    [tally] = Tally.objects.filter(limit="sms-codes-phone-day")
    Tally.objects.filter(pk=tally.pk).update(count=settings.SMS_CODES_PHONE_DAY - 1)
    second, third = code(phone), code(phone)
    deliver(lane=Lane.CODES)
    states = [now_of(sms).state for sms in (first, second, third)]
    assert states == [State.SENT, State.SENT, State.QUEUED]
    assert phone not in str(Event.objects.filter(kind="sms.budget-used-up").values("facts"))


@pytest.mark.requirement("NTF-04", "budget", kind="socket")
@pytest.mark.parametrize(("budget", "most"), [("hour", 5000), ("day", 30000)])
def test_the_house_sends_so_many_codes_and_no_more_and_hears_of_it_once(
    centre: Centre, budget: str, most: int, caplog: pytest.LogCaptureFixture
) -> None:
    counted(f"sms-codes-{budget}", "all", most - 2)
    queued = [code(any_phone()) for _each in range(5)]
    deliver(lane=Lane.CODES)
    with clock.moved(timedelta(seconds=16)):
        deliver(lane=Lane.CODES)
    assert len(centre.received) == 2
    assert alarms(f"sms-codes-{budget}") == 1
    assert caplog.text.count("sms budget is used up") == 1
    assert now_of(queued[-1]).error == f"budget used up: sms-codes-{budget}"


def test_a_code_that_waits_for_budget_ends_when_its_life_does(centre: Centre, phone: str) -> None:
    counted("sms-codes-hour", "all", 5000)
    sms = code(phone)
    deliver(lane=Lane.CODES)
    with clock.moved(timedelta(minutes=5, seconds=1)):
        deliver(lane=Lane.CODES)
    assert (now_of(sms).state, now_of(sms).text) == (State.EXPIRED, "")
    assert centre.received == []


def test_alerts_and_second_tries_are_not_counted(centre: Centre, phone: str) -> None:
    counted("sms-codes-hour", "all", 4999)
    centre.status = 503
    sms = code(phone)
    deliver(lane=Lane.CODES)
    centre.status = 200
    with clock.moved(timedelta(seconds=2)):
        deliver(lane=Lane.CODES)
        alert(phone)
        deliver(lane=Lane.ALERTS)
    assert now_of(sms).state == State.SENT
    assert len(centre.received) == 2


@pytest.mark.requirement("NTF-04", "caps", kind="socket")
@pytest.mark.parametrize("phone", ["+12025550123", "+79161234567", "+996555123456"])
def test_nothing_is_sent_to_a_country_that_is_not_allowed(
    centre: Centre, phone: str, caplog: pytest.LogCaptureFixture
) -> None:
    refused = [code(phone), alert(phone)]
    for lane in Lane:
        deliver(lane=lane)
    assert centre.received == []
    assert {now_of(sms).state for sms in refused} == {State.FAILED}
    assert phone not in caplog.text


def test_another_country_may_be_allowed(centre: Centre, settings: Any) -> None:
    settings.SMS_PREFIXES = ["+77", "+996"]
    sms = code("+996555123456")
    deliver(lane=Lane.CODES)
    assert now_of(sms).state == State.SENT
