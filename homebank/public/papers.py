"""The tariff as a published document: which version a reader sees, and which others there are."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django_stubs_ext import StrOrPromise

from homebank.identity import legal_name
from homebank.lib import clock
from tariffs.models import TariffVersion
from tariffs.printed import PrintedRow, printed_rows
from tariffs.tables import Table, table_of


@dataclass(frozen=True, slots=True)
class Edition:
    """One version among all. `until` is the last day before the next one; None: no next one."""

    version: TariffVersion
    state: str  # "coming", "in force", "past"
    until: date | None

    @property
    def address(self) -> str:
        """Its page: the one without a number for the version in force."""
        if self.state == "in force":
            return reverse("public:tariffs")
        return reverse("public:tariff-version", args=[self.version.number])


@dataclass(frozen=True, slots=True)
class Part:
    """Rows below one heading; the first part may have none."""

    name: StrOrPromise
    rows: list[PrintedRow]


@dataclass(frozen=True, slots=True)
class Document:
    """A version with its rows in the reader's language, beside the list of all versions."""

    edition: Edition
    table: Table
    rows: list[PrintedRow]
    editions: list[Edition]

    @property
    def parts(self) -> list[Part]:
        """The rows below their headings."""
        made: list[Part] = []
        for row in self.rows:
            if row.part or not made:
                made.append(Part(row.part, []))
            made[-1].rows.append(row)
        return made

    @property
    def issuer(self) -> str:
        """The bank's name as papers write it."""
        return legal_name()


def document(number: int | None = None) -> Document | None:
    """The version with this number, or the one in force. None if there is no such version."""
    known = editions()
    wanted = (
        edition
        for edition in known
        if (edition.state == "in force" if number is None else edition.version.number == number)
    )
    edition = next(wanted, None)
    if edition is None:
        return None
    table = table_of(edition.version.pk)
    return Document(edition, table, printed_rows(table), known)


def editions() -> list[Edition]:
    """Every version, the newest first, with what it is today."""
    today, found = clock.today(), list(TariffVersion.objects.order_by("-in_force_from"))
    current = next((version for version in found if version.in_force_from <= today), None)
    made, following = [], None
    for version in found:
        made.append(Edition(version, _state(version, current, today), _day_before(following)))
        following = version
    return made


def _state(version: TariffVersion, current: TariffVersion | None, today: date) -> str:
    if version.in_force_from > today:
        return "coming"
    return "in force" if version == current else "past"


def _day_before(following: TariffVersion | None) -> date | None:
    return date.fromordinal(following.in_force_from.toordinal() - 1) if following else None
