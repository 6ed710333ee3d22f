"""Softer limits than a count: a wait that grows, a slower answer, a pace that is kept."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from accounts.models import Wait
from homebank.lib import clock, throttle


@dataclass(frozen=True, slots=True)
class GrowingWait:
    """`free` wrong tries in a row; then a wait of `first` that doubles with each, to `longest`.

    A key that rested for `forgets` after its wait begins anew.
    """

    name: str
    free: int
    first: timedelta
    longest: timedelta
    forgets: timedelta


@dataclass(frozen=True, slots=True)
class Slowdown:
    """After `count` tries in `per` each answer takes 0.1 s more than the last, up to `longest`.

    It never refuses: what many networks do to an account must not lock its owner out.
    """

    name: str
    count: int
    per: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """At most one in `per`. Who comes too early is given the next moment; a third is refused."""

    name: str
    per: timedelta


STEP = timedelta(milliseconds=100)

TAKE = """
INSERT INTO accounts_wait AS w (name, key, wrong, last_at) VALUES (%(name)s, %(key)s, 1, %(now)s)
ON CONFLICT (name, key) DO UPDATE SET
  last_at = %(now)s,
  wrong = CASE WHEN greatest(w.last_at, w.until) <= %(edge)s THEN 1 ELSE w.wrong + 1 END,
  until = CASE WHEN greatest(w.last_at, w.until) <= %(edge)s OR w.wrong + 1 < %(free)s THEN NULL
    ELSE %(now)s + least(%(first)s * power(2, least(w.wrong + 1 - %(free)s, 40)), %(longest)s)
    END
WHERE w.until IS NULL OR w.until <= %(now)s
RETURNING wrong
"""

# A second of grace: of many at once, who read the clock first may write last.
RESERVE = """
INSERT INTO accounts_wait AS w (name, key, wrong, last_at) VALUES (%(name)s, %(key)s, 0, %(now)s)
ON CONFLICT (name, key) DO UPDATE SET last_at = greatest(%(now)s, w.last_at + %(per)s)
WHERE w.last_at <= %(now)s + interval '1 second'
RETURNING last_at
"""


def take(wait: GrowingWait, key: str) -> datetime | None:
    """Count one try as wrong before it is checked; None if it may be checked, else when it may.

    One atomic statement: of many at once, only those before the wait pass.
    """
    now = clock.now()
    values: dict[str, Any] = {"name": wait.name, "key": key, "now": now, "edge": now - wait.forgets,
              "free": wait.free, "first": wait.first, "longest": wait.longest}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(TAKE, values)
        counted = cursor.fetchone() is not None
    return (
        None
        if counted
        else Wait.objects.values_list("until", flat=True).get(name=wait.name, key=key)
    )


def forget(wait: GrowingWait, key: str) -> None:
    """The try was right: the key begins anew."""
    Wait.objects.filter(name=wait.name, key=key).delete()


def forget_of(wait: GrowingWait, whose: str) -> None:
    """The same for every key that names `whose` between blanks: any way, from any network."""
    Wait.objects.filter(name=wait.name, key__contains=f" {whose} ").delete()


def slow_down(slowdown: Slowdown, key: str) -> bool:
    """Count one try; answer late when there were many. True from the `count`th on."""
    limit = throttle.Limit(slowdown.name, slowdown.count, slowdown.per)
    taken = throttle.take(limit, key)
    time.sleep(min(taken.over * STEP, slowdown.longest).total_seconds())
    return taken.left == 0


def give_back(slowdown: Slowdown, key: str) -> None:
    """The counted try was right."""
    throttle.give_back(throttle.Limit(slowdown.name, slowdown.count, slowdown.per), key)


def reserve(pace: Pace, key: str) -> datetime | None:
    """The moment that is this one's: now, or the end of the pause; None if that is taken too.

    One atomic statement: of many at once one gets now, one the next moment.
    """
    values: dict[str, Any] = {"name": pace.name, "key": key, "now": clock.now(), "per": pace.per}
    with connection.cursor() as cursor:
        cursor.execute(RESERVE, values)
        row = cursor.fetchone()
    return row[0] if row else None


def free_at(pace: Pace, key: str) -> datetime | None:
    """When the next moment is free; None if it is now."""
    last = Wait.objects.filter(name=pace.name, key=key).values_list("last_at", flat=True).first()
    return last + pace.per if last and last + pace.per > clock.now() else None
