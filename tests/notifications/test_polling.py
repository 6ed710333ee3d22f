"""Gateways that do not tell by themselves are asked: in batches, ever less often, to the end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from django.db import connection

from homebank.lib import clock
from notifications import polling
from notifications.delivery import deliver
from notifications.models import Lane, Sms, SmsReceipt, State
from notifications.polling import BATCH, ask_receipts
from tests import environment
from tests.notifications.conftest import alert, any_phone, code, now_of
from tests.notifications.peers_http import Handler, MobizonPeer, SmscKzPeer, status

pytestmark = pytest.mark.django_db


@pytest.fixture
def mobizon(settings: Any) -> Iterator[MobizonPeer]:
    second = MobizonPeer()
    second.open()
    settings.MOBIZON_URL, settings.MOBIZON_API_KEY = f"{second.url}/service", "kz-s3cret-key"
    yield second
    second.close()


@pytest.fixture
def peer(mobizon: MobizonPeer, settings: Any) -> Iterator[SmscKzPeer]:
    """smsc.kz as the bank's first gateway, Mobizon as its second."""
    first = SmscKzPeer()
    first.open()
    settings.SMSC_KZ_URL, settings.SMSC_KZ_LOGIN = f"{first.url}/sys", "house"
    settings.SMSC_KZ_PASSWORD = "s3cret-psw"
    settings.SMS_GATEWAYS = [
        "notifications.gateways.smsc_kz.SmscKz",
        "notifications.gateways.mobizon.Mobizon",
    ]
    yield first
    first.close()


def sent(peer: SmscKzPeer, *, is_code: bool = False) -> Sms:
    sms = (code if is_code else alert)(any_phone())
    deliver(lane=Lane(sms.lane))
    return now_of(sms)


def ask_after(seconds: float) -> None:
    with clock.moved(timedelta(seconds=seconds)):
        ask_receipts()


@pytest.mark.requirement("NTF-02", "delivery receipts", kind="socket")
@pytest.mark.parametrize(("said", "state"), [(1, State.DELIVERED), (25, State.QUEUED)])
def test_a_gateway_is_asked_and_its_answer_counts(
    peer: SmscKzPeer, said: int, state: State
) -> None:
    sms = sent(peer, is_code=True)
    peer.states[str(sms.pk)] = said
    ask_after(6)
    assert now_of(sms).state == state
    assert now_of(sms).ask_receipt_at is None


@pytest.mark.requirement("NTF-02", "fail over to a second gateway", kind="socket")
def test_a_code_that_smsc_kz_did_not_deliver_leaves_through_mobizon(
    peer: SmscKzPeer, mobizon: MobizonPeer
) -> None:
    sms = sent(peer, is_code=True)
    peer.states[str(sms.pk)] = 20
    ask_after(6)
    deliver_later(7)
    assert mobizon.texts() == peer.texts()
    assert now_of(sms).gateway.endswith("Mobizon")


def test_it_is_asked_ever_less_often_until_the_message_ends(peer: SmscKzPeer) -> None:
    sms = sent(peer, is_code=True)
    moments, moved = [], 0.0
    while (at := now_of(sms).ask_receipt_at) is not None:
        moved = (at - clock.now()).total_seconds() + 0.1
        moments.append(moved)
        ask_after(moved)
    pauses = [round(later - earlier) for earlier, later in pairwise(moments)]
    assert pauses[:8] == [5, 10, 20, 40, 80, 160, 320, 600]
    assert 3600 < moments[-1] < 3900 + 600
    assert len(peer.asked) == len(moments)


def test_what_is_on_its_way_is_kept_once_and_changes_nothing(peer: SmscKzPeer) -> None:
    sms = sent(peer)
    for seconds in (6, 30, 90):
        ask_after(seconds)
    assert now_of(sms).state == State.SENT
    assert SmsReceipt.objects.filter(references=[str(sms.pk)]).count() == 1


def test_a_provider_in_trouble_is_asked_again_later(
    peer: SmscKzPeer, caplog: pytest.LogCaptureFixture
) -> None:
    sms = sent(peer)
    peer.mood = status(500)
    ask_after(6)
    assert "sms receipt not asked" in caplog.text
    peer.mood = None
    peer.states[str(sms.pk)] = 1
    ask_after(30)
    assert now_of(sms).state == State.DELIVERED


def test_a_run_asks_after_so_many_and_leaves_the_rest_to_the_next(peer: SmscKzPeer) -> None:
    pattern = sent(peer)
    Sms.objects.filter(pk=pattern.pk).update(ask_receipt_at=None)
    for _each in range(BATCH + 3):
        alert(any_phone())
    deliver(lane=Lane.ALERTS)
    with clock.moved(timedelta(seconds=6)):
        ask_receipts()
        assert len(peer.asked) == BATCH
        ask_receipts()
    assert len(peer.asked) == BATCH + 3


def slowly(handler: Handler) -> None:
    time.sleep(1.0)
    status(500)(handler)


def test_a_slow_provider_takes_no_time_of_another(
    peer: SmscKzPeer, mobizon: MobizonPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, quick = [sent(peer) for _ in range(3)], sent(peer)
    theirs = Sms.objects.filter(pk__in=[sms.pk for sms in slow])
    theirs.update(gateway="notifications.gateways.mobizon.Mobizon")
    mobizon.mood, peer.states[str(quick.pk)] = slowly, 1
    monkeypatch.setattr(polling, "SHARE_SECONDS", 0.7)
    ask_after(6)
    assert len(mobizon.forms) == 1
    assert now_of(quick).state == State.DELIVERED


def deliver_later(seconds: float) -> None:
    with clock.moved(timedelta(seconds=seconds)):
        deliver(lane=Lane.CODES)


def test_a_provider_is_asked_by_one_worker_at_a_time(peer: SmscKzPeer) -> None:
    path = sent(peer).gateway
    here = environment.postgres().url("postgres", connection.settings_dict["NAME"])
    with psycopg.connect(here) as other:
        other.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [polling.LOCK, path])
        ask_after(6)
        assert peer.asked == []
    ask_after(6)
    assert len(peer.asked) == 1
