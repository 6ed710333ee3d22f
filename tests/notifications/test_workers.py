"""Real Celery workers, Valkey and beat: lanes, and deaths at the worst moment."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.forms.models import model_to_dict

from homebank.launcher import System
from homebank.lib import clock
from homebank.lib.embedded import Valkey
from homebank.lib.ids import uuid7
from notifications.delivery import in_hand
from notifications.models import Lane, Sms, State
from tests import environment
from tests.notifications.centre import Centre, WideGateway
from tests.notifications.conftest import (
    SECOND_GATEWAY,
    TELLING_GATEWAY,
    WIDE_GATEWAY,
    alert,
    any_phone,
    code,
    tell_and_fail,
)
from tests.system import wait_for

Start = Callable[..., System]


def queue_alerts(count: int) -> set[str]:
    with transaction.atomic():
        return {str(alert(any_phone()).pk) for _ in range(count)}


def queue_in_bulk(count: int) -> None:
    """Rows as `queue_alert` writes them, without a nudge each."""
    pattern = alert(any_phone())
    Sms.objects.bulk_create(
        Sms(**{**model_to_dict(pattern), "pk": uuid7(), "phone_fingerprint": f"{n}"})
        for n in range(count)
    )


def all_sent() -> bool:
    return not Sms.objects.filter(state__in=[State.QUEUED, State.SENDING]).exists()


def strike(deed: Callable[[], None], struck: threading.Event) -> None:
    """Do it, and tell the test that it was done."""
    deed()
    struck.set()


@pytest.mark.requirement("NTF-01", "through Celery")
def test_a_nudge_brings_a_code_to_the_phone_at_once(
    workers: Start, centre: Centre, phone: str
) -> None:
    workers("codes")  # and no beat: nobody but the nudge tells it of the code
    wake(centre)
    code(phone)
    assert wait_for(lambda: [m for m in centre.received if m["to"] == phone])


@pytest.mark.requirement("NTF-03", "codes before alerts")
def test_a_code_does_not_wait_behind_5000_alerts(
    workers: Start, centre: Centre, phone: str
) -> None:
    workers("codes", "alerts", "beat")
    wake(centre)
    queue_in_bulk(5000)
    wait_for(lambda: len(centre.received) > 20)
    code(phone)
    wait_for(lambda: [m for m in centre.received if m["to"] == phone])
    assert Sms.objects.filter(lane=Lane.ALERTS, state=State.QUEUED).count() > 1000


@pytest.mark.chaos
@pytest.mark.requirement("NTF-02", "nothing lost when worker, broker or gateway dies")
@pytest.mark.requirement("NTF-02", "at least once, duplicates suppressed")
def test_a_killed_worker_loses_none_of_a_hundred_and_repeats_one_at_most(
    workers: Start, centre: Centre
) -> None:
    system = workers("alerts", "beat")
    centre.seconds = 0.02
    killed = threading.Event()
    centre.planned[31] = partial(strike, partial(system.kill, "alerts"), killed)
    queued = queue_alerts(100)
    wait_for(killed.is_set)
    killed_at = len(centre.received)
    with every_clock_moved(Sms.LEASE + timedelta(seconds=1)):
        wait_for(all_sent)
    assert killed_at < 100
    assert centre.counts().keys() == queued
    assert sorted(centre.counts().values())[-2:] in ([1, 1], [1, 2])


@pytest.mark.chaos
@pytest.mark.requirement("NTF-02", "nothing lost when worker, broker or gateway dies")
@pytest.mark.requirement("NTF-02", "at least once, duplicates suppressed")
def test_a_killed_worker_with_a_window_loses_none_and_repeats_what_it_had_in_hand_at_most(
    workers: Start, centre: Centre
) -> None:
    system = workers("alerts", "beat", HOMEBANK_SMS_GATEWAY=WIDE_GATEWAY)
    centre.seconds = 0.2
    killed = threading.Event()
    centre.planned[61] = partial(strike, partial(system.kill, "alerts"), killed)
    queued = queue_alerts(200)
    wait_for(killed.is_set)
    with every_clock_moved(Sms.LEASE + timedelta(seconds=1)):
        wait_for(all_sent)
    counts = centre.counts()
    assert counts.keys() == queued
    assert sum(counts.values()) - len(queued) <= in_hand(WideGateway())


@pytest.mark.chaos
@pytest.mark.requirement("NTF-02", "fail over to a second gateway")
@pytest.mark.requirement("NTF-02", "nothing lost when worker, broker or gateway dies")
def test_what_a_dying_gateway_leaves_the_second_sends(
    workers: Start, centre: Centre, second: Centre
) -> None:
    both = f"{TELLING_GATEWAY},{SECOND_GATEWAY}"
    workers("codes", "beat", HOMEBANK_SMS_GATEWAY=both, SECOND_CENTRE_URL=second.url)
    wake(centre)
    centre.seconds = 0.05
    closed = threading.Event()
    centre.planned[21] = partial(strike, partial(centre.close), closed)
    with transaction.atomic():
        queued = {str(code(any_phone()).pk) for _ in range(60)}
    wait_for(closed.is_set)
    wait_for(all_sent)
    assert queued <= centre.counts().keys() | second.counts().keys()
    assert len(second.received) > 20
    doubt = queued & centre.counts().keys() & second.counts().keys()
    assert not doubt


@pytest.mark.chaos
@pytest.mark.requirement("NTF-02", "nothing lost when worker, broker or gateway dies")
def test_a_killed_broker_loses_none_of_a_hundred(workers: Start, centre: Centre) -> None:
    workers("alerts", "beat")
    centre.seconds = 0.02
    queued = queue_alerts(100)
    wait_for(lambda: len(centre.received) > 20)
    valkey = broker()
    os.kill(wait_for(valkey.pid), signal.SIGKILL)
    queued |= queue_alerts(10)
    wait_for(lambda: valkey.pid() is None)
    valkey.start()
    wait_for(all_sent)
    assert centre.counts().keys() == queued
    assert set(centre.counts().values()) == {1}


def broker() -> Valkey:
    """The Valkey of this test worker."""
    name = f"valkey-{environment.WORKER}" if environment.WORKER else "valkey"
    valkey = Valkey(environment.STATE / name)
    assert valkey.url() == settings.REDIS_URL
    return valkey


@pytest.mark.chaos
@pytest.mark.requirement("NTF-02", "nothing lost when worker, broker or gateway dies")
@pytest.mark.requirement("NTF-02", "retry with back-off")
def test_a_gateway_that_dies_and_returns_gets_every_message(workers: Start, centre: Centre) -> None:
    workers("alerts", "beat")
    queued = queue_alerts(50)
    wait_for(lambda: len(centre.received) > 10)
    centre.close()
    time.sleep(1)
    centre.open()
    wait_for(all_sent)
    assert centre.counts().keys() == queued


@pytest.mark.chaos
@pytest.mark.requirement("NTF-02", "nothing lost when worker, broker or gateway dies")
def test_cut_database_connections_lose_none_of_a_hundred(
    workers: Start, centre: Centre, superuser: Callable[[], psycopg.Connection]
) -> None:
    workers("alerts", "beat")
    centre.seconds = 0.02
    queued = queue_alerts(100)
    wait_for(lambda: len(centre.received) > 30)
    superuser().execute(CUT, [connection.connection.info.backend_pid])
    with every_clock_moved(Sms.LEASE + timedelta(seconds=1)):
        wait_for(all_sent)
    assert centre.counts().keys() == queued
    assert sorted(centre.counts().values())[-2:] in ([1, 1], [1, 2])


CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'homebank' AND pid <> %s
"""


@contextmanager
def every_clock_moved(by: timedelta) -> Iterator[None]:
    clock.move_all(by)
    try:
        yield
    finally:
        clock.move_all(-by)


@pytest.mark.requirement("NTF-02", "same transaction")
def test_a_deed_that_is_rolled_back_sends_nothing(
    workers: Start, centre: Centre, phone: str
) -> None:
    workers("codes", "alerts", "beat")
    wake(centre)
    with pytest.raises(RuntimeError):
        tell_and_fail(phone)
    with transaction.atomic():
        last = any_phone()
        code(last)
    wait_for(lambda: [m for m in centre.received if m["to"] == last])
    time.sleep(1.5)
    assert [m for m in centre.received if m["to"] == phone] == []


def wake(centre: Centre) -> None:
    """Wait until the worker of codes takes messages."""
    first = any_phone()
    code(first)
    wait_for(lambda: [m for m in centre.received if m["to"] == first])
