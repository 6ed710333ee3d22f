"""Where an ordered card is brought: by hand in the cities of cities.yaml, or to a branch."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml
from django.conf import settings
from django.utils.module_loading import import_string

from cards.models import CardOrder
from cards.ordering.products import Texts, in_readers_language, three

FILE = Path(__file__).with_name("cities.yaml")


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch that hands cards out, in the reader's language."""

    key: str
    city: str
    name: str
    address: str

    @property
    def title(self) -> str:
        """`Abay branch, Almaty`."""
        return f"{self.name}, {self.city}"


@cache
def _file() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return read


@cache
def _names() -> dict[str, Texts]:
    return {row["key"]: three(row["name"]) for row in _file()["cities"]}


def cities() -> list[tuple[str, str]]:
    """Keys and names of the cities to which a card is brought, in the reader's language."""
    return [(key, in_readers_language(names)) for key, names in _names().items()]


def days_on_the_way(order: CardOrder) -> int:
    """Working days from the bureau to the owner's hands, or to the branch."""
    to = {row["key"]: int(row["days"]) for row in _file()["cities"]}
    if order.delivery == CardOrder.Delivery.HAND and order.city in to:
        return to[order.city]
    return int(_file()["branch_days"])


def city_name(key: str) -> str:
    """The city in the reader's language; of one that left the list, its key."""
    names = _names().get(key)
    return in_readers_language(names) if names else key


def branches(wanted: str = "") -> list[Branch]:
    """Branches that hand cards out and whose name, city or address has every word of `wanted`."""
    lookup = cast(Callable[[], list[Branch]], import_string(settings.BRANCHES_LOOKUP))
    words = wanted.casefold().split()
    return [
        branch for branch in lookup()
        if all(word in f"{branch.title} {branch.address}".casefold() for word in words)
    ]  # fmt: skip


def find_branch(key: str) -> Branch | None:
    """The branch with the key, if it hands cards out."""
    return next((branch for branch in branches() if branch.key == key), None)


def kept_where(order: CardOrder) -> str:
    """The branch at which a card that was not delivered lies, in words; nothing if at none."""
    return branch_in_words(order.kept_at)


def branch_in_words(key: str) -> str:
    """The branch with its address; of one that hands no cards out any more, its key."""
    branch = find_branch(key) if key else None
    return f"{branch.title}, {branch.address}" if branch else key


def ordered_to(order: CardOrder) -> str:
    """The address that was ordered, of a card that goes to a branch instead; nothing of others."""
    if order.delivery != CardOrder.Delivery.BRANCH or not order.city:
        return ""
    return f"{city_name(order.city)}, {order.address}"


def where_to(order: CardOrder) -> str:
    """Where the card is brought, in words; nothing for what is not chosen yet."""
    if order.delivery == CardOrder.Delivery.HAND and order.city:
        return f"{city_name(order.city)}, {order.address}"
    if order.delivery == CardOrder.Delivery.BRANCH and order.branch:
        return branch_in_words(order.branch)
    return ""
