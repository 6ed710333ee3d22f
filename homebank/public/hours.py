"""Working hours: which spans of a week something is open, and what that means at a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from homebank.lib.clock import ALMATY

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Beyond this nothing that is a branch stays closed; a place that does has no next opening.
LONGEST_REST = 14


@dataclass(frozen=True, slots=True)
class Span:
    """From an hour to a later one of the same day."""

    begins: time
    ends: time

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Open or closed at a moment, and when that changes (None: it does not)."""

    is_open: bool
    changes_at: datetime | None


@dataclass(frozen=True, slots=True)
class Week:
    """Open spans by weekday (0 is Monday), the lunch taken out; `always` is round the clock.

    `closed` are dates without hours: a holiday of every year has the year 4, a leap one.
    """

    spans: Mapping[int, tuple[Span, ...]]
    lunch: Span | None = None
    always: bool = False
    closed: frozenset[date] = frozenset()

    def at(self, moment: datetime) -> Standing:
        """Whether it is open then, in Almaty time."""
        if self.always:
            return Standing(True, None)
        here = moment.astimezone(ALMATY)
        for ahead in range(LONGEST_REST):
            for begins, ends in self._on(here.date() + timedelta(days=ahead)):
                if here < begins:
                    return Standing(False, begins)
                if here < ends:
                    return Standing(True, ends)
        return Standing(False, None)

    def is_closed_on(self, day: date) -> bool:
        """Whether the day is a holiday."""
        return bool({day, date(EVERY_YEAR, day.month, day.day)} & self.closed)

    def _on(self, day: date) -> list[tuple[datetime, datetime]]:
        if self.is_closed_on(day):
            return []
        return [
            (datetime.combine(day, span.begins, ALMATY), datetime.combine(day, span.ends, ALMATY))
            for whole in self.spans.get(day.weekday(), ())
            for span in _without(whole, self.lunch)
        ]


EVERY_YEAR = 4


def read_week(row: Mapping[str, str], *, always: bool, holidays: frozenset[date]) -> Week:
    """The week that `{mon-fri: 09:00-18:00, lunch: 13:00-14:00}` says. ValueError otherwise."""
    spans = {
        day: (read_span(text),)
        for days, text in row.items()
        if days != "lunch"
        for day in read_days(days)
    }
    lunch = read_span(row["lunch"]) if "lunch" in row else None
    if not spans and not always:
        raise ValueError("no hours: give some, or always: true")
    return Week(spans, lunch, always, holidays)


def read_span(text: str) -> Span:
    """`09:00-18:00`; ValueError for anything else, and for an end before its beginning."""
    begins, _dash, ends = text.partition("-")
    span = Span(time.fromisoformat(begins), time.fromisoformat(ends))
    if span.begins >= span.ends:
        raise ValueError(f"{text}: ends before it begins")
    return span


def read_days(text: str) -> range:
    """`mon-fri` or `sat`; ValueError for a day that is none."""
    first, _dash, last = text.partition("-")
    days = range(DAYS.index(first), DAYS.index(last or first) + 1)
    if not days:
        raise ValueError(f"{text}: write the earlier day first")
    return days


def read_holidays(texts: list[str]) -> frozenset[date]:
    """`16-12` is every 16 December, `2026-05-27` is that day only. ValueError for others."""
    return frozenset(_holiday(text) for text in texts)


def _holiday(text: str) -> date:
    if len(text) == len("16-12"):
        day, _dash, month = text.partition("-")
        return date(EVERY_YEAR, int(month), int(day))
    return date.fromisoformat(text)


def _without(whole: Span, lunch: Span | None) -> list[Span]:
    if lunch is None or lunch.begins <= whole.begins or lunch.ends >= whole.ends:
        return [whole]
    return [Span(whole.begins, lunch.begins), Span(lunch.ends, whole.ends)]
