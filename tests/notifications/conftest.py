"""A centre that takes messages, workers that send them, and a short way to queue one."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import transaction

from homebank.launcher import System
from homebank.lib import clock
from homebank.lib.gateways import load
from homebank.lib.money import Money
from homebank.lib.ports import free_port
from notifications.messages import queue_alert, queue_code
from notifications.models import DUE_STATES, GatewayState, Sms, State
from tests import environment
from tests.notifications.centre import Centre

HTTP_GATEWAY = "tests.notifications.centre.HttpGateway"
SECOND_GATEWAY = "tests.notifications.centre.SecondGateway"
TELLING_GATEWAY = "tests.notifications.centre.TellingGateway"
WIDE_GATEWAY = "tests.notifications.centre.WideGateway"


def any_phone() -> str:
    """Each time another number, of another block."""
    return f"+7708{next(_numbers) * 7_919_317 % 10**7:07d}"


_numbers = count(random.SystemRandom().randrange(10**7))


def code(phone: str, **more: Any) -> Sms:
    """Queue the code 482915 for signing in, good for five minutes."""
    wanted = {"purpose": "sign-in", "code": "482915", "language": "ru", "customer_id": None}
    return queue_code(
        **{"phone": phone, "expires_at": clock.now() + timedelta(minutes=5), **wanted, **more}
    )


def alert(phone: str, **more: Any) -> Sms:
    """Queue the notice of a payment of 12 500 tenge."""
    wanted = {"purpose": "payment-done", "language": "ru", "customer_id": None}
    facts = {"amount": Money(1_250_000), "payee": "Казахтелеком", "card_last4": "6150",
             "available": Money(4_530_000)}  # fmt: skip
    return queue_alert(**{"phone": phone, **wanted, **facts, **more})


def now_of(sms: Sms) -> Sms:
    """The message as its row is now."""
    return Sms.objects.get(pk=sms.pk)


def take(sms: Sms, gateway: str = HTTP_GATEWAY) -> None:
    """What a worker does before it asks the gateway, and then dies or is slow."""
    Sms.objects.filter(pk=sms.pk).lease(gateway=gateway, at=clock.now())
    sms.refresh_from_db()


def tell_and_fail(phone: str) -> None:
    """A deed that tells of itself and then does not come about."""
    with transaction.atomic():
        code(phone)
        alert(phone)
        raise RuntimeError


@pytest.fixture
def phone() -> str:
    return any_phone()


@pytest.fixture
def centre(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Centre]:
    """An open SMS centre, and the gateway to it as the bank's."""
    opened = Centre()
    opened.open()
    monkeypatch.setenv("SMS_CENTRE_URL", opened.url)
    settings.SMS_GATEWAYS = [HTTP_GATEWAY]
    load.cache_clear()
    yield opened
    load.cache_clear()
    opened.close()


@pytest.fixture
def second(centre: Centre, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Centre]:
    """Another centre, behind the bank's second gateway; the first tells of receipts."""
    opened = Centre()
    opened.open()
    monkeypatch.setenv("SECOND_CENTRE_URL", opened.url)
    settings.SMS_GATEWAYS = [TELLING_GATEWAY, SECOND_GATEWAY]
    yield opened
    opened.close()


@pytest.fixture
def quiet(committed: None) -> Iterator[None]:
    """Nothing of other tests is due, and nothing of this one stays due."""
    leave_nothing_due()
    yield
    leave_nothing_due()


def leave_nothing_due() -> None:
    """Rows stay, since attempts point at them and cannot be deleted; and every gateway is awake."""
    Sms.objects.filter(state__in=DUE_STATES).update(state=State.EXPIRED)
    GatewayState.objects.all().delete()


@pytest.fixture
def workers(quiet: None, centre: Centre, tmp_path: Path) -> Iterator[Callable[..., System]]:
    """Start real processes by name (codes, alerts, beat) on this test's database and Valkey."""
    empty_broker()
    started: list[System] = []
    log = open(tmp_path / "log", "wb")  # noqa: SIM115 (closed below)

    def start(*names: str, **more: str) -> System:
        told = {"HOMEBANK_SMS_GATEWAY": HTTP_GATEWAY, "SMS_CENTRE_URL": centre.url, **more}
        env = environment.process_env(**told)
        system = System(free_port(), tmp_path, env, log=log)
        started.append(system)
        system.start(*names)
        return system

    yield start
    for system in started:
        system.stop()
    log.close()
    empty_broker()


def empty_broker() -> None:
    """Drop the nudges that other tests left, or a worker would chase them first."""
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        broker.flushdb()
