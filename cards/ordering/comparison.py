"""The bank's cards side by side: a row for each term and fee, a column for each card."""

from dataclasses import dataclass

from cards.ordering.products import Priced, Product, all_products, fees_of


@dataclass(frozen=True, slots=True)
class Row:
    """A term in words, or a fee: one of the two for each card, in the order of the cards."""

    name: str
    values: list[str]
    fees: list[Priced | None]


@dataclass(frozen=True, slots=True)
class Compared:
    """What the page of the cards shows."""

    products: tuple[Product, ...]
    terms: list[Row]
    fees: list[Row]


def compared() -> Compared:
    """All cards, their terms, and what they cost by the tariff in force now."""
    products = all_products()
    priced = [fees_of(product) for product in products]
    return Compared(products, _terms(products), _fees(priced))


def _terms(products: tuple[Product, ...]) -> list[Row]:
    said = [{term.name: term.value for term in product.terms} for product in products]
    names = dict.fromkeys(name for each in said for name in each)
    return [Row(name, [each.get(name, "—") for each in said], []) for name in names]


def _fees(priced: list[list[Priced]]) -> list[Row]:
    said = [{each.fee.name: each for each in fees} for fees in priced]
    names = dict.fromkeys(name for each in said for name in each)
    return [Row(name, [], [each.get(name) for each in said]) for name in names]
