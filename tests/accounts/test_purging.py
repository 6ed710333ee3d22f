"""What is long over is deleted by command and by beat; what counts or confirms stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.checks import run_checks
from django.test import override_settings

from accounts import limits, purging, waits
from accounts.factors.codes import consume, open_confirmation, send_code
from accounts.models import Confirmation, OneTimeCode, RegistrationAttempt, Wait
from accounts.tasks import purge as task
from homebank.lib import clock, crypto, throttle
from homebank.lib.throttle import Tally
from tests.people import new_person
from tests.requirement_marks import Done

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=settings.KEEP_TRACES_DAYS)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def asked() -> Confirmation:
    """A code that was sent and never entered."""
    customer = new_person().customer
    opened = open_confirmation(
        purpose="sign-in", digest=crypto.digest("x"), customer_id=customer.pk,
        phone=str(customer.phone), network="203.0.113.0/24",
    )  # fmt: skip
    send_code(confirmation=opened, language="ru")
    return opened


def test_an_old_code_and_what_it_was_for_are_deleted(command: Callable[..., Done]) -> None:
    old = asked()
    with clock.moved(MONTH + HOUR):
        young = asked()
        assert " codes\n" in command("purge").out
    assert list(Confirmation.objects.filter(pk__in=[old.pk, young.pk])) == [young]
    codes = OneTimeCode.objects.filter(confirmation__in=[old.pk, young.pk])
    assert set(codes.values_list("confirmation", flat=True)) == {young.pk}


def test_a_code_of_yesterday_is_kept() -> None:
    opened = asked()
    with clock.moved(MONTH - DAY):
        purging.purge()
    assert Confirmation.objects.filter(pk=opened.pk).exists()


def test_what_something_points_at_stays() -> None:
    opened = asked()
    attempt = RegistrationAttempt.objects.create(
        confirmation=opened, network="", language="ru", began_at=clock.now(),
        expires_at=clock.now() + MONTH,
    )  # fmt: skip
    with clock.moved(MONTH + HOUR):
        purging.purge()
    assert Confirmation.objects.filter(pk=opened.pk).exists()
    with clock.moved(3 * MONTH):
        purging.purge()
    assert not RegistrationAttempt.objects.filter(pk=attempt.pk).exists()
    assert not Confirmation.objects.filter(pk=opened.pk).exists()


def test_an_owner_who_was_not_warned_yet_is_not_forgotten() -> None:
    attempt = RegistrationAttempt.objects.create(
        network="", language="ru", warning="registration-tried", began_at=clock.now(),
        expires_at=clock.now(),
    )  # fmt: skip
    with clock.moved(2 * MONTH):
        purging.purge()
    assert RegistrationAttempt.objects.filter(pk=attempt.pk).exists()


def test_a_counter_outlives_its_window_and_no_more() -> None:
    key = str(uuid4())
    throttle.take(limits.LOGIN_NAMES, key)
    waits.take(limits.WRONG_PASSWORDS, key)
    with clock.moved(DAY):
        purging.purge()
        assert throttle.look(limits.LOGIN_NAMES, key) is not None
    assert Tally.objects.filter(key=key).exists()
    assert Wait.objects.filter(key=key).exists()
    with clock.moved(purging.COUNTERS_LIVE + HOUR):
        purging.purge()
    assert not Tally.objects.filter(key=key).exists()
    assert not Wait.objects.filter(key=key).exists()


def test_a_session_is_deleted_when_it_expired() -> None:
    open_visit = SessionStore()
    open_visit.create()
    purging.purge()
    assert Session.objects.filter(pk=open_visit.session_key).exists()
    with clock.moved(timedelta(seconds=settings.SESSION_COOKIE_AGE) + HOUR):
        purging.purge()
    assert not Session.objects.filter(pk=open_visit.session_key).exists()


def test_a_long_list_is_deleted_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "BATCH", 2)
    for _ in range(5):
        throttle.take(limits.LOGIN_NAMES, str(uuid4()))
    with clock.moved(purging.COUNTERS_LIVE + HOUR):
        assert purging.purge()["tallies"] >= 5


def test_beat_purges_each_hour() -> None:
    schedule: dict[str, Any] = settings.CELERY_BEAT_SCHEDULE
    entry = schedule[task.name]
    assert entry["schedule"] == 3600
    assert entry["options"]["queue"] == "work"
    asked()
    with clock.moved(MONTH + HOUR):
        task()
    assert not OneTimeCode.objects.exists()


def test_a_retention_shorter_than_the_limits_is_refused_at_start() -> None:
    with override_settings(KEEP_TRACES_DAYS=1):
        assert "homebank.E007" in {each.id for each in run_checks(tags=["security"])}


def test_a_spent_confirmation_that_nothing_points_at_goes() -> None:
    """Signing in: the event tells of it for ever."""
    opened = asked()
    Confirmation.objects.filter(pk=opened.pk).update(proven_at=clock.now())
    consume(confirmation_id=opened.pk, digest=crypto.digest("x"))
    with clock.moved(MONTH + HOUR):
        purging.purge()
    assert not Confirmation.objects.filter(pk=opened.pk).exists()
