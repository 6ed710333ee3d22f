"""What the front door shows of the catalogue: categories with what is in them, and one price."""

from dataclasses import dataclass

from homebank.identity import BANK
from homebank.lib.amounts import parse_amount
from homebank.lib.money import Money
from payments.catalogue import listing
from payments.catalogue.subjects import priced_as
from payments.models import Service
from tariffs.errors import TariffRefused
from tariffs.explanations import Explanation, explain
from tariffs.quotes import Price, price

CATEGORIES_SHOWN = 9
NAMES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category with its fee and the first of its services."""

    row: listing.Priced
    names: tuple[str, ...]

    @property
    def more(self) -> int:
        """How many services are not named."""
        return _open_services(self.row) - len(self.names)


@dataclass(frozen=True, slots=True)
class Example:
    """An ordinary payment with its price, worked out now."""

    service: Service
    price: Price
    why: Explanation


def shelves() -> tuple[list[Shelf], int]:
    """The first categories with something to pay for, and how many services there are in all."""
    rows = listing.categories()
    names: dict[int, list[str]] = {}
    for each in listing.services().services:
        thing = each.thing
        assert isinstance(thing, Service)
        names.setdefault(thing.category_id, []).append(thing.name)
    made = [Shelf(row, tuple(names.get(row.thing.pk, [])[:NAMES_SHOWN])) for row in rows]
    return made[:CATEGORIES_SHOWN], sum(_open_services(row) for row in rows)


def example() -> Example | None:
    """The payment that bank.toml names, else the first service of the catalogue; None without."""
    wanted = BANK["home"]["example"]
    rows = Service.objects.filter(is_open=True).select_related("category", "biller")
    found = rows.filter(key=wanted["service"]).first() or rows.order_by("position").first()
    if found is None:
        return None
    amount = parse_amount(wanted["amount"])
    amount = Money(max(found.minimum_minor, min(found.maximum_minor, amount.minor)))
    try:
        told = price(subject=priced_as(found), amount=amount)
    except TariffRefused:
        return None
    return Example(found, told, explain(told))


def _open_services(row: listing.Priced) -> int:
    """How many services of the category can be paid: the listing counts them beside the row."""
    return int(vars(row.thing)["open_services"])
