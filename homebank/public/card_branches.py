"""Branches that hand ordered cards out, and working days, for the cards' room (settings)."""

from datetime import date

from cards.ordering.delivery import Branch
from homebank.public.hours import Week
from homebank.public.places import all_places

SATURDAY = 5


def card_branches() -> list[Branch]:
    """Those of branches.yaml where cards are to take, in the reader's language."""
    return [
        Branch(place.key, place.city.name, place.name, place.address)
        for place in all_places().branches
        if "cards" in place.services
    ]


def is_working_day(day: date) -> bool:
    """Whether the bank and its couriers work: from Monday to Friday, but on no holiday."""
    calendar = Week({}, closed=all_places().holidays)
    return day.weekday() < SATURDAY and not calendar.is_closed_on(day)
