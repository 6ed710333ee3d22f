"""A day of the book: from midnight to midnight in Almaty."""

from datetime import date, datetime, time, timedelta

from homebank.lib.clock import ALMATY


def bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of the day in Almaty, and of the next."""
    begin = datetime.combine(day, time(), ALMATY)
    return begin, datetime.combine(day + timedelta(days=1), time(), ALMATY)
