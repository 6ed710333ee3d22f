"""Cards that can be ordered, read once from products.yaml; a ValueError names what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import get_language

from cards.models import CardOrder
from homebank.identity import BANK
from homebank.lib.money import Money
from tariffs.quotes import Price, compare
from tariffs.subjects import Subject

FILE = Path(__file__).with_name("products.yaml")
LANGUAGES = ("kk", "ru", "en")
# What a fee is worked out for: fees of cards are fixed sums, whatever is moved.
SAMPLE = Money(1_000_000)
Texts = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Term:
    """A line of the terms: what it is, and how it is with this card."""

    names: Texts
    values: Texts

    @property
    def name(self) -> str:
        return in_readers_language(self.names)

    @property
    def value(self) -> str:
        return in_readers_language(self.values)


@dataclass(frozen=True, slots=True)
class Fee:
    """What the card may cost. Without a subject no line of the tariff has a fee for it."""

    names: Texts
    subject: Subject | None

    @property
    def name(self) -> str:
        return in_readers_language(self.names)


@dataclass(frozen=True, slots=True)
class Product:
    """A card that can be ordered."""

    key: str
    kind: str
    brands: tuple[str, ...]
    names: Texts
    leads: Texts
    descriptions: Texts
    terms: tuple[Term, ...]
    fees: tuple[Fee, ...]
    making_days: int = 0

    @property
    def name(self) -> str:
        return in_readers_language(self.names)

    @property
    def lead(self) -> str:
        return in_readers_language(self.leads)

    @property
    def description(self) -> str:
        return in_readers_language(self.descriptions)

    @property
    def is_virtual(self) -> bool:
        return self.kind == CardOrder.Kind.VIRTUAL


@dataclass(frozen=True, slots=True)
class Priced:
    """A fee as the tariff in force has it. No price: nothing is taken, if `is_free`; else the
    tariff has lost its line, and nobody may say that it is nothing.
    """

    fee: Fee
    price: Price | None

    @property
    def is_free(self) -> bool:
        return self.fee.subject is None


def in_readers_language(texts: Texts) -> str:
    """The one of the three in the active language; Russian where it is none of ours."""
    language = (get_language() or "ru")[:2]
    return texts[LANGUAGES.index(language) if language in LANGUAGES else 1]


@cache
def all_products() -> tuple[Product, ...]:
    """What products.yaml says, in its order; it is read once a process."""
    return read_products(FILE)


def find_product(key: str) -> Product | None:
    """The product with the key; None for one that is not, or no longer, there."""
    return next((product for product in all_products() if product.key == key), None)


def fees_of(product: Product) -> list[Priced]:
    """What the card costs by the tariff in force now, in one look at it."""
    asked = [fee.subject for fee in product.fees if fee.subject is not None]
    prices = iter(compare(subjects=asked, amount=SAMPLE))
    return [Priced(fee, next(prices) if fee.subject else None) for fee in product.fees]


def read_products(file: Path) -> tuple[Product, ...]:
    """The products of a file. ValueError with the product's key for whatever is wrong."""
    rows = yaml.safe_load(file.read_text())["products"]
    products = tuple(map(_product, rows))
    if len({product.key for product in products}) != len(products):
        raise ValueError("two products have one key")
    return products


def _product(row: Mapping[str, Any]) -> Product:
    try:
        return Product(
            key=row["key"],
            kind=CardOrder.Kind(row["kind"]).value,
            brands=_brands(row["brands"]),
            names=three(row["name"]),
            leads=three(row["lead"]),
            descriptions=three(row["description"]),
            terms=tuple(Term(three(t["name"]), three(t["value"])) for t in row["terms"]),
            fees=tuple(map(_fee, row["fees"])),
            making_days=int(row.get("making_days", 0)),
        )
    except (KeyError, TypeError, ValueError) as reason:
        raise ValueError(f"{row.get('key', row)}: {reason}") from None


def _brands(brands: list[str]) -> tuple[str, ...]:
    unknown = set(brands) - {own["brand"] for own in BANK["card_ranges"]}
    if unknown or not brands:
        raise ValueError(f"no range of numbers: {', '.join(sorted(unknown)) or 'no brand'}")
    return tuple(brands)


def _fee(row: Mapping[str, Any]) -> Fee:
    if bool(row.get("free")) == ("subject" in row):
        raise ValueError("a fee is free or has a subject")
    subject = Subject(**row["subject"]) if "subject" in row else None
    return Fee(three(row["name"]), subject)


def three(texts: list[str]) -> Texts:
    """Kazakh, Russian, English. ValueError for another number of them."""
    kazakh, russian, english = texts
    return str(kazakh), str(russian), str(english)
