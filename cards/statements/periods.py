"""Periods of a statement: whole days of Almaty, those with a name and the customer's own."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from homebank.lib.clock import ALMATY

QUARTER = 90


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included."""

    first_day: date
    last_day: date

    @property
    def since(self) -> datetime:
        """Midnight in Almaty at which it begins."""
        return _midnight(self.first_day)

    @property
    def until(self) -> datetime:
        """Midnight in Almaty at which it is over."""
        return _midnight(self.last_day + timedelta(days=1))


def named_periods(today: date) -> dict[str, Period]:
    """What an address may call by name: this month and the last 90 days end today."""
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    return {
        "month": Period(first, today),
        "last-month": Period(before.replace(day=1), before),
        "90": Period(today - timedelta(days=QUARTER - 1), today),
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=ALMATY)
