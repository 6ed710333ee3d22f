"""A gateway that fails rests, ever longer; one message tries it; the house hears of it."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from homebank.lib import clock
from notifications.delivery import deliver
from notifications.models import Event, GatewayState, Lane, Sms, State
from notifications.routing import find_routes
from notifications.sweeping import sweep
from tests.notifications.centre import Centre
from tests.notifications.conftest import (
    HTTP_GATEWAY,
    SECOND_GATEWAY,
    TELLING_GATEWAY,
    alert,
    any_phone,
    code,
    now_of,
)

pytestmark = pytest.mark.django_db


def state_of(path: str = TELLING_GATEWAY) -> GatewayState:
    return GatewayState.objects.get(gateway=path)


def fail_five_times(centre: Centre) -> None:
    """Five alerts that the first refuses and the second sends."""
    centre.status = 503
    for _each in range(5):
        alert(any_phone())
    deliver(lane=Lane.ALERTS)


@pytest.mark.requirement("NTF-02", "fail over to a second gateway", kind="socket")
def test_after_five_failures_a_gateway_rests_and_messages_go_straight_to_the_second(
    centre: Centre, second: Centre, phone: str, caplog: pytest.LogCaptureFixture
) -> None:
    fail_five_times(centre)
    assert state_of().is_resting
    sms = code(phone)
    deliver(lane=Lane.CODES)
    assert (now_of(sms).state, now_of(sms).attempts) == (State.SENT, 1)
    assert now_of(sms).gateway == SECOND_GATEWAY
    assert f"sms gateway rests: {TELLING_GATEWAY}" in caplog.text
    assert any(record.levelno == logging.ERROR for record in caplog.records)
    facts = Event.objects.filter(kind="sms.gateway-rests").latest("at").facts
    assert facts == {"gateway": TELLING_GATEWAY, "error": "HTTP 503"}


def test_four_failures_and_an_answer_are_no_rest(centre: Centre, second: Centre) -> None:
    centre.status = 503
    for _each in range(4):
        alert(any_phone())
    deliver(lane=Lane.ALERTS)
    assert state_of().failures == 4
    centre.status = 400
    alert(any_phone())
    deliver(lane=Lane.ALERTS)
    assert (state_of().failures, state_of().is_resting) == (0, False)


def test_one_probe_closes_the_breaker(centre: Centre, second: Centre, phone: str) -> None:
    fail_five_times(centre)
    centre.status = 200
    with clock.moved(timedelta(seconds=3)):
        alert(phone)
        deliver(lane=Lane.ALERTS)
    assert (state_of().is_resting, state_of().failures) == (False, 0)
    assert [m["to"] for m in centre.received][:1] != []
    assert Event.objects.filter(kind="sms.gateway-works").exists()


def test_the_rest_grows_with_each_probe_that_fails_up_to_a_minute(
    centre: Centre, second: Centre
) -> None:
    fail_five_times(centre)
    rests, moved = [], timedelta()
    for _probe in range(7):
        state = state_of()
        assert state.rests_until is not None
        assert state.failed_at is not None
        rests.append(round((state.rests_until - state.failed_at).total_seconds()))
        moved = state.rests_until - clock.now() + timedelta(seconds=0.1)
        with clock.moved(moved):
            alert(any_phone())
            deliver(lane=Lane.ALERTS)
    assert rests == [2, 4, 8, 16, 32, 60, 60]
    assert centre.received == []


def test_asks_that_were_under_way_when_the_rest_began_do_not_make_it_longer(
    centre: Centre, second: Centre
) -> None:
    under_way = clock.now()
    fail_five_times(centre)
    state, before = state_of(), state_of().rests_until
    for _each in range(9):
        assert not state.fail(
            times=1, reason="HTTP 503", alone=False, at_once=False, began_at=under_way
        )
    assert state_of().rests_until == before


def test_only_one_message_of_one_worker_tries_a_gateway_that_rested(
    centre: Centre, second: Centre
) -> None:
    fail_five_times(centre)
    with clock.moved(timedelta(seconds=3)):
        workers = [find_routes(lane=Lane.ALERTS) for _worker in range(2)]
        chosen = [routes.choose(alert(any_phone())) for routes in workers * 2]
    assert chosen == [TELLING_GATEWAY, SECOND_GATEWAY, SECOND_GATEWAY, SECOND_GATEWAY]


def test_a_code_does_not_try_a_gateway_that_rested_while_another_works(
    centre: Centre, second: Centre
) -> None:
    fail_five_times(centre)
    for seconds, tried in ((3, []), (63, [TELLING_GATEWAY])):
        with clock.moved(timedelta(seconds=seconds)):
            assert find_routes(lane=Lane.CODES).rested == tried


def test_the_only_gateway_is_tried_every_fifteen_seconds_at_the_latest(centre: Centre) -> None:
    centre.status = 503
    moved = timedelta()
    for _probe in range(12):
        with clock.moved(moved):
            code(any_phone())
            deliver(lane=Lane.CODES)
        moved += timedelta(seconds=16)
    state = state_of(HTTP_GATEWAY)
    assert state.rests_until is not None
    assert state.failed_at is not None
    assert round((state.rests_until - state.failed_at).total_seconds()) == 15
    centre.status = 200
    with clock.moved(moved):
        deliver(lane=Lane.CODES)
    assert len(centre.received) > 0


def test_while_everything_rests_nothing_is_tried_and_what_expires_is_ended(
    centre: Centre, phone: str
) -> None:
    centre.status = 503
    sms = [code(any_phone()) for _each in range(6)][-1]
    deliver(lane=Lane.CODES)
    waiting = code(phone)
    deliver(lane=Lane.CODES)
    assert now_of(waiting).attempts == 0
    with clock.moved(timedelta(minutes=5, seconds=1)):
        sweep()
    assert {now_of(each).state for each in (sms, waiting)} == {State.EXPIRED}
    assert not Sms.objects.filter(lane=Lane.CODES, keeps_text=True).exists()


def test_what_only_a_person_can_mend_is_told_at_once(
    centre: Centre, second: Centre, phone: str, caplog: pytest.LogCaptureFixture,
    settings: object,
) -> None:  # fmt: skip
    centre.status = 402
    sms = code(phone)
    deliver(lane=Lane.CODES)
    assert state_of().is_resting
    with clock.moved(timedelta(seconds=2)):
        deliver(lane=Lane.CODES)
    assert now_of(sms).gateway == SECOND_GATEWAY


def test_the_desk_lists_the_gateways_of_the_settings_and_no_other(
    centre: Centre, second: Centre
) -> None:
    GatewayState.objects.create(gateway="one.of.Yesterday", failures=3)
    sweep()
    sweep()
    listed = GatewayState.objects.values_list("gateway", flat=True)
    assert set(listed) == {TELLING_GATEWAY, SECOND_GATEWAY}
