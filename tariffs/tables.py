"""The tariff in force, read once a process: a version never changes, so its lines may be kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db import connection

from homebank.lib.clock import ALMATY
from tariffs.errors import NoTariff
from tariffs.lines import Line
from tariffs.models import TariffLine, TariffVersion

IN_FORCE = (
    "SELECT id FROM tariffs_tariffversion WHERE in_force_from <= %s"
    " ORDER BY in_force_from DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Table:
    """A version with its lines in printed order, those that stand outside the table, and the rows'
    ids by line number."""

    version: TariffVersion
    lines: tuple[Line, ...]
    ids: Mapping[str, int]
    outside: tuple[Line, ...] = ()

    @property
    def priced(self) -> tuple[Line, ...]:
        """Every line that may price something, printed or not."""
        return self.lines + self.outside


def table_at(at: datetime) -> Table:
    """The tariff in force at the moment: of versions whose day in Almaty has come, the latest.

    Asked each time, since a new version counts from its first second; in plain SQL, since this is
    all that a price costs (P12). NoTariff before the first version.
    """
    with connection.cursor() as cursor:
        cursor.execute(IN_FORCE, [at.astimezone(ALMATY).date()])
        found = cursor.fetchone()
    if found is None:
        raise NoTariff
    return table_of(found[0])


@lru_cache(maxsize=8)
def table_of(version_id: int) -> Table:
    """The lines of a version. Kept: ids are never used twice, even after a rollback."""
    rows = list(TariffLine.objects.filter(version_id=version_id).prefetch_related("tiers"))
    return Table(
        version=TariffVersion.objects.get(id=version_id),
        lines=tuple(row.as_line() for row in rows if row.is_printed),
        ids={row.number: row.pk for row in rows},
        outside=tuple(row.as_line() for row in rows if not row.is_printed),
    )
