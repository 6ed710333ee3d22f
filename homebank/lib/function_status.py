"""How a function of the bank fares just now, judged by what came of its latest operations.

Nothing is probed: rooms give the outcomes that they keep anyway. docs/public-site.md, "What works
now", tells the figures.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from statistics import median
from typing import Generic, TypeVar

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from homebank.lib import clock

# Whatever ended in these minutes is judged; where that is little, the latest of the hour.
FRESH, OLDEST = timedelta(minutes=5), timedelta(hours=1)
ENOUGH, LEAST = 20, 3
# Below these shares of good outcomes some fail, or the function does not work.
MOST, HALF = 0.9, 0.5
SLOW_SECONDS = 30
# What has no outcome after this long is as bad as one that failed.
OVERDUE = timedelta(seconds=60)
KEPT = timedelta(seconds=30)

T = TypeVar("T")


class Health(TextChoices):
    """What a function does; QUIET: too few used it within the hour to say."""

    WORKS = "works", pgettext_lazy("function", "works")
    SLOW = "slow", pgettext_lazy("function", "slow")
    FALTERS = "falters", pgettext_lazy("function", "falters")
    FAILS = "fails", pgettext_lazy("function", "does not work")
    QUIET = "quiet", pgettext_lazy("function", "too little used to say")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one operation that began `at`; `seconds` it took, where it came to an end."""

    at: datetime
    is_good: bool
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class FunctionStatus:
    """Of `asked` operations `good` went well; `seconds` is their median, whole and at least 1."""

    health: Health
    good: int = 0
    asked: int = 0
    seconds: int | None = None

    @property
    def is_troubled(self) -> bool:
        """Whether whoever is about to use the function should be told."""
        return self.health in (Health.SLOW, Health.FALTERS, Health.FAILS)


def judge(outcomes: Iterable[Outcome]) -> FunctionStatus:
    """The status from outcomes in any order."""
    judged = _latest(sorted(outcomes, key=lambda each: each.at, reverse=True))
    good = [each for each in judged if each.is_good]
    took = [each.seconds for each in good if each.seconds is not None]
    seconds = max(1, round(median(took))) if took else None
    return FunctionStatus(_health(len(good), len(judged), seconds), len(good), len(judged), seconds)


def is_overdue(began: datetime) -> bool:
    """Whether an operation that has no end yet should have had one."""
    return clock.now() - began > OVERDUE


def _latest(newest_first: Sequence[Outcome]) -> list[Outcome]:
    now = clock.now()
    fresh = list(takewhile(lambda each: each.at > now - FRESH, newest_first))
    if len(fresh) >= ENOUGH:
        return fresh
    return list(takewhile(lambda each: each.at > now - OLDEST, newest_first[:ENOUGH]))


def _health(good: int, asked: int, seconds: int | None) -> Health:
    if asked < LEAST:
        return Health.QUIET
    if good < asked * HALF:
        return Health.FAILS
    if good < asked * MOST:
        return Health.FALTERS
    return Health.SLOW if seconds is not None and seconds > SLOW_SECONDS else Health.WORKS


class Kept(Generic[T]):
    """What `measure` said, for half a minute in this process: a page asks it, not the tables."""

    every: "list[Kept[object]]" = []

    def __init__(self, measure: Callable[[], T]) -> None:
        self._measure = measure
        self._kept: tuple[datetime, T] | None = None
        Kept.every.append(self)  # type: ignore[arg-type]

    def latest(self) -> T:
        """What was measured last, or measures anew."""
        kept, at = self._kept, clock.now()
        if kept is None or not kept[0] <= at < kept[0] + KEPT:
            kept = self._kept = (at, self._measure())
        return kept[1]

    def forget(self) -> None:
        """Measure anew when asked next."""
        self._kept = None
