"""The bank's cards side by side: a row for each term and fee, in it a value for each card."""

from dataclasses import dataclass

from cards.ordering.products import Priced, Product, all_products, fees_of


@dataclass(frozen=True, slots=True)
class Row:
    """A term in words, or a fee: one of the two by the name of each card, in the cards' order."""

    name: str
    values: list[tuple[str, str]]
    fees: list[tuple[str, Priced | None]]


@dataclass(frozen=True, slots=True)
class Compared:
    """What the page of the cards shows."""

    products: tuple[Product, ...]
    terms: list[Row]
    fees: list[Row]


def compared() -> Compared:
    """All cards, their terms, and what they cost by the tariff in force now."""
    products = all_products()
    return Compared(products, _terms(products), _fees(products))


def _terms(products: tuple[Product, ...]) -> list[Row]:
    said = [(each.name, {term.name: term.value for term in each.terms}) for each in products]
    names = dict.fromkeys(name for _card, told in said for name in told)
    return [Row(name, [(card, told.get(name, "—")) for card, told in said], []) for name in names]


def _fees(products: tuple[Product, ...]) -> list[Row]:
    said = [(each.name, {fee.fee.name: fee for fee in fees_of(each)}) for each in products]
    names = dict.fromkeys(name for _card, told in said for name in told)
    return [Row(name, [], [(card, told.get(name)) for card, told in said]) for name in names]
