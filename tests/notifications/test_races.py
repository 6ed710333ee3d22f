"""Several workers at one table, with real commits."""

import threading

import pytest
from django.db import connection, connections

from notifications.delivery import deliver
from notifications.models import Lane, Sms, State
from tests.notifications.centre import Centre
from tests.notifications.conftest import alert, any_phone
from tests.system import wait_for


def work() -> None:
    """What a worker's thread does with the alerts."""
    try:
        deliver(lane=Lane.ALERTS)
    finally:
        connections.close_all()


@pytest.mark.requirement("NTF-02", "at least once, duplicates suppressed", kind="socket")
def test_four_workers_never_send_the_same_row_twice(quiet: None, centre: Centre) -> None:
    queued = {str(alert(any_phone()).pk) for _ in range(80)}
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert centre.counts().keys() == queued
    assert set(centre.counts().values()) == {1}


def test_a_slow_gateway_holds_no_lock(quiet: None, centre: Centre, phone: str) -> None:
    centre.seconds = 1.0
    sms = alert(phone)
    thread = threading.Thread(target=work)
    thread.start()
    wait_for(lambda: Sms.objects.filter(pk=sms.pk, state=State.SENDING).exists())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE state = 'idle in transaction'"
                       " AND datname = current_database()")  # fmt: skip
        assert cursor.fetchall() == []
    thread.join()
    assert Sms.objects.get(pk=sms.pk).state == State.SENT
