"""A catalogue's file judged without loading it, the tariff in force included."""

from pathlib import Path

from homebank.lib import clock
from payments.catalogue.loading import FILE, Loaded
from payments.catalogue.reading import CatalogueFile, CatalogueWrong, read_catalogue
from tariffs.errors import NoTariff
from tariffs.resolution import find_line
from tariffs.subjects import Subject
from tariffs.tables import table_at


def check_catalogue(*, file: Path = FILE) -> Loaded:
    """How much the file has. OSError; CatalogueWrong, also for services that nothing prices."""
    read = read_catalogue(file)
    unpriced = _unpriced(read)
    if unpriced:
        raise CatalogueWrong("\n".join(unpriced))
    return Loaded(len(read.categories), len(read.billers), len(read.services))


def _unpriced(read: CatalogueFile) -> list[str]:
    lines = table_at(clock.now()).lines
    categories = {row["key"]: row["tariff"] for row in read.categories}
    billers = {row["key"]: row.get("tariff", "") for row in read.billers}
    missing = []
    for row in read.services:
        subject = Subject(category=categories[row["category"]], biller=billers[row["biller"]])
        try:
            find_line(subject, lines)
        except NoTariff:
            missing.append(
                f"services: {row['key']}: the tariff in force has no line for category"
                f" {subject.category!r} and biller {subject.biller!r} (docs/tariffs.md)"
            )
    return missing
