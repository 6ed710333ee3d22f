"""The catalogue from payments/data/services.yaml into its tables: again and again, same result."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.db import transaction

from ledger.accounts import bank_account
from payments.catalogue.words import search_key
from payments.models import Biller, Category, City, Named, Service

FILE = Path(__file__).parents[1] / "data" / "services.yaml"
MINOR_PER_TENGE = 100
Row = TypeVar("Row", bound=Named)


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much of each the catalogue has after loading."""

    categories: int
    billers: int
    services: int


@transaction.atomic
def load_services(*, file: Path = FILE) -> Loaded:
    """Make or change every row that the file names; what it no longer names is closed.

    Opens the bank's account of each biller. KeyError or ValueError for a file that is wrong.
    """
    data = yaml.safe_load(file.read_text())
    cities = _save(City, data["cities"], [{}] * len(data["cities"]))
    categories = _save(Category, data["categories"], [
        {"icon": row["icon"], "tariff": row["tariff"]} for row in data["categories"]
    ])  # fmt: skip
    billers = _save(Biller, data["billers"], [_biller(row) for row in data["billers"]])
    for biller in billers.values():
        bank_account(biller.account_name)
    rows = [_service(row, cities, categories, billers) for row in data["services"]]
    services = _save(Service, data["services"], rows)
    Service.objects.exclude(key__in=services).update(is_open=False)
    return Loaded(len(categories), len(billers), len(services))


def _save(model: type[Row], given: list[dict[str, Any]], facts: list[Any]) -> dict[str, Row]:
    has_position = model is not Biller
    made: dict[str, Row] = {}
    for position, (row, more) in enumerate(zip(given, facts, strict=True), start=1):
        kazakh, russian, english = row["name"]
        values = {"name_kk": kazakh, "name_ru": russian, "name_en": english, **more}
        if has_position:
            values["position"] = position
        made[row["key"]], _fresh = model._default_manager.update_or_create(
            key=row["key"], defaults=values
        )
    return made


def _biller(row: dict[str, Any]) -> dict[str, Any]:
    return {"bin": row["bin"], "protocol": row["protocol"], "address": row.get("address", ""),
            "tariff": row.get("tariff", "")}  # fmt: skip


def _service(
    row: dict[str, Any],
    cities: dict[str, City],
    categories: dict[str, Category],
    billers: dict[str, Biller],
) -> dict[str, Any]:
    category, biller = categories[row["category"]], billers[row["biller"]]
    least, most = row["amount"]
    words = search_key(
        *row["name"], row.get("words", ""), biller.bin, *_names(biller), *_names(category)
    )
    return {
        "category": category,
        "biller": biller,
        "city": cities[row["city"]] if "city" in row else None,
        "account_kind": Service.AccountKind(row["account"]).value,
        "minimum_minor": least * MINOR_PER_TENGE,
        "maximum_minor": most * MINOR_PER_TENGE,
        "search_key": words,
        "is_open": True,
    }


def _names(thing: Named) -> tuple[str, str, str]:
    return thing.name_kk, thing.name_ru, thing.name_en
