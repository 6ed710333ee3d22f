"""What /branches/ lists: places of a city or of all, each with what its hours mean now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django_stubs_ext import StrOrPromise

from homebank.lib import clock
from homebank.lib.clock import ALMATY
from homebank.public.hours import DAYS, Standing, Week
from homebank.public.places import City, Place, Places, all_places

SHORT_DAYS: tuple[StrOrPromise, ...] = (
    pgettext_lazy("short day", "Mon"), pgettext_lazy("short day", "Tue"),
    pgettext_lazy("short day", "Wed"), pgettext_lazy("short day", "Thu"),
    pgettext_lazy("short day", "Fri"), pgettext_lazy("short day", "Sat"),
    pgettext_lazy("short day", "Sun"),
)  # fmt: skip
OPENS_ON: tuple[StrOrPromise, ...] = (
    gettext_lazy("Closed, opens on Monday at {time}"),
    gettext_lazy("Closed, opens on Tuesday at {time}"),
    gettext_lazy("Closed, opens on Wednesday at {time}"),
    gettext_lazy("Closed, opens on Thursday at {time}"),
    gettext_lazy("Closed, opens on Friday at {time}"),
    gettext_lazy("Closed, opens on Saturday at {time}"),
    gettext_lazy("Closed, opens on Sunday at {time}"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A place with its hours in lines, and what they mean now."""

    place: Place
    is_open: bool
    now: str
    hours: tuple[tuple[str, str], ...]

    @property
    def lunch(self) -> str:
        return str(self.place.week.lunch or "")


@dataclass(frozen=True, slots=True)
class Listed:
    """The page's content. `city` is the chosen one, if any."""

    city: City | None
    cities: tuple[City, ...]
    groups: tuple[tuple[City, tuple[Shown, ...], tuple[Shown, ...]], ...]
    places: Places


def branches_in(key: str) -> Listed:
    """The places of the city with the key; of every city for any other key."""
    places, moment = all_places(), clock.now()
    city = next((city for city in places.cities if city.key == key), None)
    groups = tuple(
        (each, _of(each, places.branches, moment), _of(each, places.machines, moment))
        for each in places.cities
        if city in (None, each)
    )
    return Listed(city, places.cities, groups, places)


def shown(place: Place, moment: datetime) -> Shown:
    """The place as it stands at the moment."""
    standing = place.week.at(moment)
    words = _standing(standing, moment)
    return Shown(place, standing.is_open, words, tuple(_hours(place.week)))


def _of(city: City, places: tuple[Place, ...], moment: datetime) -> tuple[Shown, ...]:
    return tuple(shown(place, moment) for place in places if place.city == city)


def _standing(standing: Standing, moment: datetime) -> str:
    if standing.changes_at is None:
        return _("Round the clock") if standing.is_open else _("Closed")
    time, today = f"{standing.changes_at:%H:%M}", moment.astimezone(ALMATY).date()
    if standing.is_open:
        return _("Open until {time}").format(time=time)
    if standing.changes_at.date() == today:
        return _("Closed, opens today at {time}").format(time=time)
    if standing.changes_at.date() == today + timedelta(days=1):
        return _("Closed, opens tomorrow at {time}").format(time=time)
    return str(OPENS_ON[standing.changes_at.weekday()]).format(time=time)


def _hours(week: Week) -> list[tuple[str, str]]:
    """`Mon–Fri 09:00–18:00`, a line for each run of days with the same hours."""
    if week.always:
        return []
    lines: list[tuple[str, str]] = []
    run: list[int] = []
    for day in range(len(DAYS)):
        spans = week.spans.get(day, ())
        if run and spans != week.spans.get(run[0], ()):
            lines.append(_line(run, week))
            run = []
        run.append(day)
    return [*lines, _line(run, week)]


def _line(run: list[int], week: Week) -> tuple[str, str]:
    first, last = str(SHORT_DAYS[run[0]]), str(SHORT_DAYS[run[-1]])
    days = first if len(run) == 1 else f"{first}–{last}"
    spans = week.spans.get(run[0], ())
    return days, ", ".join(map(str, spans)) or pgettext("branch", "closed")
