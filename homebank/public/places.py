"""Branches and cash machines, read once from branches.yaml; a ValueError names what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from homebank.public.hours import Week, read_holidays, read_week

FILE = Path(__file__).with_name("branches.yaml")
LANGUAGES = ("kk", "ru", "en")
# What can be done at a place, in the order in which pages tell it.
SERVICES: dict[str, StrOrPromise] = {
    "cash": _("cash desk"),
    "documents": _("documents and certificates"),
    "cards": _("cards to take"),
    "codeword": _("new codeword"),
    "atm": _("cash machine"),
}


@dataclass(frozen=True, slots=True)
class City:
    """A town with a place of ours."""

    key: str
    names: tuple[str, str, str]

    @property
    def name(self) -> str:
        return in_readers_language(self.names)


@dataclass(frozen=True, slots=True)
class Place:
    """A branch or a cash machine. `point` is latitude and longitude in degrees."""

    key: str
    city: City
    names: tuple[str, str, str]
    addresses: tuple[str, str, str]
    point: tuple[float, float]
    week: Week
    services: tuple[str, ...]
    extension: str = ""

    @property
    def name(self) -> str:
        return in_readers_language(self.names)

    @property
    def address(self) -> str:
        return in_readers_language(self.addresses)

    @property
    def offers(self) -> list[StrOrPromise]:
        """What can be done here, in words."""
        return [SERVICES[word] for word in self.services]

    @property
    def coordinates(self) -> str:
        """`43.23940,76.90410`: as a geo: address wants it, whatever the language."""
        return f"{self.point[0]:.5f},{self.point[1]:.5f}"


@dataclass(frozen=True, slots=True)
class Places:
    """All that the file says."""

    updated: date
    cities: tuple[City, ...]
    branches: tuple[Place, ...]
    machines: tuple[Place, ...]
    holidays: frozenset[date] = frozenset()


def in_readers_language(names: tuple[str, str, str]) -> str:
    """The one of the three in the active language; Russian where it is none of ours."""
    language = (get_language() or "ru")[:2]
    return names[LANGUAGES.index(language) if language in LANGUAGES else 1]


@cache
def all_places() -> Places:
    """What branches.yaml says now; it is read once a process."""
    return read_places(FILE)


def read_places(file: Path) -> Places:
    """The places of a file. ValueError with the place's key for whatever is wrong."""
    data = yaml.safe_load(file.read_text())
    cities = {row["key"]: City(row["key"], _three(row["name"])) for row in data["cities"]}
    holidays = read_holidays(data.get("holidays", []))
    return Places(
        updated=data["updated"],
        cities=tuple(cities.values()),
        branches=tuple(_place(row, cities, holidays) for row in data["branches"]),
        machines=tuple(_place(row, cities, holidays) for row in data["machines"]),
        holidays=holidays,
    )


def _place(row: dict[str, Any], cities: Mapping[str, City], holidays: frozenset[date]) -> Place:
    always = bool(row.get("always", False))
    try:
        latitude, longitude = map(float, row["place"])
        services = [str(word) for word in row["services"]]
        return Place(
            key=row["key"],
            city=cities[row["city"]],
            names=_three(row["name"]),
            addresses=_three(row["address"]),
            point=(latitude, longitude),
            week=read_week(row.get("hours", {}), always=always, holidays=holidays),
            services=tuple(word for word in SERVICES if word in _known(services)),
            extension=str(row.get("extension", "")),
        )
    except (KeyError, TypeError, ValueError) as reason:
        raise ValueError(f"{row.get('key', row)}: {reason}") from None


def _known(words: list[str]) -> list[str]:
    unknown = set(words) - set(SERVICES)
    if unknown:
        raise ValueError(f"no such service: {', '.join(sorted(unknown))}")
    return words


def _three(texts: list[str]) -> tuple[str, str, str]:
    kazakh, russian, english = texts
    return str(kazakh), str(russian), str(english)
