"""The catalogue from payments/data/services.yaml into its tables: again and again, same result."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction

from ledger.accounts import bank_account
from payments.catalogue.reading import CatalogueFile, Row, read_catalogue, rules_of
from payments.catalogue.words import search_key
from payments.models import AccountKind, Biller, Category, City, Named, Service

FILE = Path(__file__).parents[1] / "data" / "services.yaml"
MINOR_PER_TENGE = 100
Thing = TypeVar("Thing", bound=Named)


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much of each the catalogue has after loading."""

    categories: int
    billers: int
    services: int


def load_services(*, file: Path = FILE) -> Loaded:
    """Make or change every row that the file names; what it no longer names is closed.

    Opens the bank's account of each biller. A few queries, however long the file is. OSError, or
    CatalogueWrong with every mistake of the file named: then nothing has changed.
    """
    read = read_catalogue(file)
    with transaction.atomic():
        return _store(read)


def _store(read: CatalogueFile) -> Loaded:
    cities = _save(City, read.cities, [{}] * len(read.cities))
    categories = _save(Category, read.categories, [
        {"icon": row["icon"], "tariff": row["tariff"]} for row in read.categories
    ])  # fmt: skip
    kinds = _save(AccountKind, read.account_kinds, [_kind(row) for row in read.account_kinds])
    billers = _save(Biller, read.billers, [_biller(row) for row in read.billers])
    for biller in billers.values():
        bank_account(biller.account_name)
    rows = [_service(row, cities, categories, kinds, billers) for row in read.services]
    services = _save(Service, read.services, rows)
    Service.objects.exclude(key__in=services).update(is_open=False)
    return Loaded(len(categories), len(billers), len(services))


def _save(model: type[Thing], given: list[Row], facts: Sequence[Row]) -> dict[str, Thing]:
    """All rows of a section in one statement, by their keys."""
    has_position = hasattr(model, "position")
    made = []
    for position, (row, more) in enumerate(zip(given, facts, strict=True), start=1):
        kazakh, russian, english = row["name"]
        values = {"name_kk": kazakh, "name_ru": russian, "name_en": english, **more}
        if has_position:
            values["position"] = position
        made.append(model(key=row["key"], **values))
    changed = [f.name for f in model._meta.concrete_fields if f.name not in {"id", "key"}]
    model._default_manager.bulk_create(
        made, update_conflicts=True, unique_fields=["key"], update_fields=changed
    )
    named = [row["key"] for row in given]
    return {row.key: row for row in model._default_manager.filter(key__in=named)}


def _kind(row: Row) -> dict[str, Any]:
    kazakh, russian, english = row["hint"]
    return {"hint_kk": kazakh, "hint_ru": russian, "hint_en": english,
            "example": row["example"], "rule": asdict(rules_of(row))}  # fmt: skip


def _biller(row: Row) -> dict[str, Any]:
    return {"bin": row["bin"], "protocol": row["protocol"], "address": row.get("address", ""),
            "tariff": row.get("tariff", "")}  # fmt: skip


def _service(
    row: Row,
    cities: dict[str, City],
    categories: dict[str, Category],
    kinds: dict[str, AccountKind],
    billers: dict[str, Biller],
) -> dict[str, Any]:
    category, biller = categories[row["category"]], billers[row["biller"]]
    city = cities[row["city"]] if "city" in row else None
    least, most = row["amount"]
    words = search_key(
        *row["name"], row.get("words", ""), biller.bin, *_names(biller), *_names(category),
        *(_names(city) if city else ()),
    )  # fmt: skip
    return {
        "category": category, "biller": biller, "city": city,
        "account_kind": kinds[row["account"]], "code": row.get("code", ""),
        "has_invoice": row.get("invoice", False),
        "minimum_minor": least * MINOR_PER_TENGE, "maximum_minor": most * MINOR_PER_TENGE,
        "search_key": words, "is_open": True,
    }  # fmt: skip


def _names(thing: Named) -> tuple[str, str, str]:
    return thing.name_kk, thing.name_ru, thing.name_en
