"""The same day each month: the 31st is the last day of a shorter one."""

from calendar import monthrange
from datetime import date


def next_month(day: date, *, anchor: int) -> date:
    """The day `anchor` of the month after `day`, or that month's last."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(anchor, monthrange(year, month)[1]))


def current_month(due: date, *, anchor: int, today: date) -> date:
    """Of the days due from `due` on, the last that has come by today."""
    while (following := next_month(due, anchor=anchor)) <= today:
        due = following
    return due
