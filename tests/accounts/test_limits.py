"""The limits in the document are the limits in force, and the softer ones do what they say."""

import re
from datetime import datetime, timedelta
from time import monotonic

import pytest

from accounts import limits, waits
from accounts.waits import GrowingWait, Pace, Slowdown
from homebank.lib import clock
from homebank.lib.ids import uuid7
from homebank.lib.throttle import Limit
from tests.accounts.test_codes import at_once
from tests.environment import checkout

UNITS = {"s": limits.SECOND, "min": limits.MINUTE, "h": limits.HOUR, "d": limits.DAY}


Named = Limit | GrowingWait | Slowdown | Pace


def named() -> dict[str, Named]:
    found = [v for v in vars(limits).values() if isinstance(v, Named)]
    return {limit.name: limit for limit in found}


def documented() -> dict[str, tuple[str, str]]:
    text = (checkout() / "docs/identity.md").read_text()
    rows = re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \| ([^|]+) \|", text, re.M)
    return {name: (count, per.strip()) for name, count, per in rows}


def span(text: str) -> timedelta:
    number, unit = text.split()
    return int(number) * UNITS[unit]


def test_the_document_names_every_limit_and_no_other() -> None:
    assert set(documented()) == set(named())


@pytest.mark.parametrize("name", sorted(named()))
def test_the_document_says_what_is_in_force(name: str) -> None:
    limit, (count, per) = named()[name], documented()[name]
    numbers = re.findall(r"\d+(?:\.\d+)?", count)
    if isinstance(limit, GrowingWait):
        assert int(numbers[0]) == limit.free
        assert (span("1 min"), span("1 d")) == (limit.first, limit.longest)
        return
    assert int(numbers[0]) == getattr(limit, "count", 1)
    assert span(per) == limit.per
    if isinstance(limit, Slowdown):
        assert (float(numbers[1]), float(numbers[2])) == (
            waits.STEP.total_seconds(), limit.longest.total_seconds(),
        )  # fmt: skip


def test_codes_live_and_count_as_documented() -> None:
    text = (checkout() / "docs/identity.md").read_text()
    assert span("5 min") == limits.CODE_LIFE
    assert span("30 s") == limits.BETWEEN_SENDS
    assert f"share {limits.GUESSES} guesses and {limits.SENDS} sends" in text
    assert limits.SIGN_IN_LIFE == limits.REGISTRATION_LIFE == span("15 min")


@pytest.mark.django_db
def test_a_wait_doubles_to_its_longest_and_is_forgotten_after_rest() -> None:
    key, passed = str(uuid7()), timedelta()
    for _ in range(limits.WRONG_PASSWORDS.free):
        assert waits.take(limits.WRONG_PASSWORDS, key) is None
    for minutes in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440):
        with clock.moved(passed):
            until = waits.take(limits.WRONG_PASSWORDS, key)
            assert until is not None
            left = until - clock.now()
        assert timedelta(0) < timedelta(minutes=minutes) - left < timedelta(minutes=1)
        passed += left + timedelta(seconds=1)
        with clock.moved(passed):
            assert waits.take(limits.WRONG_PASSWORDS, key) is None
    with clock.moved(passed + timedelta(days=2, seconds=1)):
        assert waits.take(limits.WRONG_PASSWORDS, key) is None
        assert waits.take(limits.WRONG_PASSWORDS, key) is None


def test_of_thirty_at_once_ten_pass(committed: None) -> None:
    key = str(uuid7())
    answers = at_once(30, lambda: waits.take(limits.WRONG_PASSWORDS, key))
    assert answers.count(None) == limits.WRONG_PASSWORDS.free


@pytest.mark.django_db
def test_an_answer_is_late_after_many_tries_and_never_refused() -> None:
    key = str(uuid7())
    for _ in range(limits.WRONG_PASSWORDS_ACCOUNT.count + 2):
        began = monotonic()
        waits.slow_down(limits.WRONG_PASSWORDS_ACCOUNT, key)
    assert 0.2 <= monotonic() - began < 20


def test_of_ten_at_once_one_goes_now_one_after_the_pause(committed: None) -> None:
    key, pace = str(uuid7()), limits.SMS_PHONE_PAUSE
    got = at_once(10, lambda: waits.reserve(pace, key))
    now, later = sorted(m for m in got if isinstance(m, datetime))
    assert later - now == pace.per
    with clock.moved(pace.per + timedelta(seconds=2)):
        assert waits.reserve(pace, key) == later + pace.per
