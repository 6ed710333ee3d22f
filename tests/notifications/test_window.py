"""Several sends at once: as many as the gateway takes, none twice, none begun too late."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from homebank.lib import clock
from notifications import delivery
from notifications.delivery import deliver, in_hand
from notifications.gateways import SmsGateway
from notifications.models import Lane, Outcome, Sms, SmsAttempt, State
from tests.notifications.centre import Centre, HttpGateway, WideGateway
from tests.notifications.conftest import WIDE_GATEWAY, alert, any_phone, code, now_of
from tests.system import wait_for


@pytest.fixture
def wide(centre: Centre, settings: Any) -> Centre:
    """The centre behind a gateway that takes ten at once."""
    settings.SMS_GATEWAYS = [WIDE_GATEWAY]
    return centre


def run(lane: Lane) -> None:
    """What a worker's thread does."""
    try:
        while deliver(lane=lane):
            pass
    finally:
        connections.close_all()


@pytest.mark.requirement("NTF-02", "at least once, duplicates suppressed", kind="socket")
def test_ten_are_sent_at_once_and_each_once(quiet: None, wide: Centre) -> None:
    held = wide.held = threading.Event()
    queued = {str(alert(any_phone()).pk) for _ in range(60)}
    worker = threading.Thread(target=run, args=(Lane.ALERTS,))
    worker.start()
    wait_for(lambda: wide.at_once == 10)
    held.set()
    worker.join()
    assert wide.most_at_once == 10
    assert wide.counts() == dict.fromkeys(queued, 1)
    assert set(Sms.objects.filter(pk__in=queued).values_list("state", flat=True)) == {State.SENT}


def test_three_workers_with_windows_never_send_the_same_row_twice(
    quiet: None, wide: Centre
) -> None:
    wide.seconds = 0.05
    queued = {str(alert(any_phone()).pk) for _ in range(120)}
    workers = [threading.Thread(target=run, args=(Lane.ALERTS,)) for _worker in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert wide.counts() == dict.fromkeys(queued, 1)


def test_a_code_that_comes_while_others_hang_does_not_wait_for_them(
    quiet: None, wide: Centre
) -> None:
    held = wide.held = threading.Event()
    for _each in range(3):
        code(any_phone())
    worker = threading.Thread(target=run, args=(Lane.CODES,))
    worker.start()
    wait_for(lambda: len(wide.received) == 3)
    wide.held, before = None, time.monotonic()
    late = code(any_phone())
    arrived = wait_for(lambda: [m for m in wide.received if m["id"] == str(late.pk)])
    assert arrived[0]["at"] - before < WideGateway.patience
    held.set()
    worker.join()
    assert now_of(late).state == State.SENT


def test_what_has_no_time_left_in_its_lease_is_given_back_and_not_counted(
    quiet: None, wide: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BEGIN_WITHIN", timedelta(seconds=-1))
    sms = alert(any_phone())
    monkeypatch.setattr(delivery, "RUN_SECONDS", 0.01)
    deliver(lane=Lane.ALERTS)
    sms = now_of(sms)
    assert (sms.state, sms.attempts, wide.received) == (State.QUEUED, 0, [])
    assert not SmsAttempt.objects.filter(sms=sms).exists()


def test_an_attempt_ends_within_its_lease() -> None:
    slowest_gateway = timedelta(seconds=10)
    assert delivery.BEGIN_WITHIN + slowest_gateway < Sms.LEASE


@pytest.mark.parametrize(("gateway", "most"), [(HttpGateway, 1), (WideGateway, 15)])
def test_a_run_has_no_more_in_hand_than_a_window_and_a_half(
    gateway: type[SmsGateway], most: int, centre: Centre
) -> None:
    assert in_hand(gateway()) == most


def test_mixed_answers_are_each_written_as_they_are(
    quiet: None, wide: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    statuses = {0: 200, 1: 503, 2: 400}
    sent = [alert(any_phone()) for _each in range(9)]
    place = {str(sms.pk): number % 3 for number, sms in enumerate(sent)}
    post = HttpGateway.send

    def send(self: HttpGateway, **message: Any) -> str:
        with turn:
            wide.status = statuses[place[str(message["reference"])]]
            return post(self, **message)

    turn = threading.Lock()
    monkeypatch.setattr(HttpGateway, "send", send)
    deliver(lane=Lane.ALERTS)
    outcomes = [SmsAttempt.objects.get(sms=sms).outcome for sms in sent]
    assert outcomes == [Outcome.ACCEPTED, Outcome.REFUSED, Outcome.NEVER] * 3
    states = [now_of(sms).state for sms in sent]
    assert states == [State.SENT, State.QUEUED, State.FAILED] * 3
    assert clock.now() < now_of(sent[1]).next_attempt_at
