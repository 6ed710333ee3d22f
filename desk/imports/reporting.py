"""What an import's page and its report say: counts, and a row for each fault. Nothing of the file.

A report is read by branches: no card number, codeword or name stands in it, and nothing that a
spreadsheet would take for a formula, since every word of it is the bank's own.
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from desk.csv_files import Rows
from desk.imports.faults import words_of
from desk.imports.working import right_lines
from desk.models import CardImport, ImportFault, ImportState

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Told:
    """A fault in the reader's words."""

    line: int
    column: str
    wrong: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How an import stands, counted from its rows."""

    lines: int
    right: int
    faulty: int
    on_file: int
    cards: int
    customers: int

    @property
    def new(self) -> int:
        """Right lines that open a customer's file."""
        return self.right - self.on_file

    @property
    def before(self) -> int:
        """Lines that came in an earlier file, or in an earlier run of another name."""
        return max(0, self.lines - self.faulty - self.cards)


def counts_of(of: CardImport) -> Counts:
    """How many lines, right and faulty ones in the present state, cards and new customers."""
    faulty = faults_of(of).values("line").distinct().count()
    cards = of.cards.filter(card__isnull=False)
    return Counts(
        lines=of.lines, faulty=faulty, right=right_lines(of), on_file=of.on_file,
        cards=cards.count(), customers=cards.filter(is_new_customer=True).count(),
    )  # fmt: skip


def faults_of(of: CardImport) -> QuerySet[ImportFault]:
    """The faults of the check, or of the import itself once it has begun; by line."""
    importing = of.state in (ImportState.IMPORTING, ImportState.DONE)
    return of.faults.filter(importing=importing).order_by("line", "column", "code")


def told(fault: ImportFault) -> Told:
    """The fault in the active language."""
    words = words_of(fault.code)
    wrong = str(words.wrong)
    if fault.other is not None:
        wrong = _("{wrong} It is line {line}.").format(wrong=wrong, line=fault.other)
    return Told(fault.line, fault.column, wrong, str(words.remedy))


def report_rows(of: CardImport) -> Rows:
    """The report in the active language: a heading, and a row for each fault."""
    yield [_("Line"), _("Column"), _("What is wrong"), _("What to do")]
    for fault in faults_of(of).iterator(chunk_size=CHUNK):
        row = told(fault)
        yield [row.line, row.column, row.wrong, row.remedy]
