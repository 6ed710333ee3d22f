"""A file of a statement is asked for: made at once if the period is short, else by a worker."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from django.db import transaction
from django.http import QueryDict

from accounts.models import Customer
from cards.models import Card, StatementExport, StatementPart
from cards.models.exports import ExportState, FileForm
from cards.statements.columns import file_name
from cards.statements.errors import FilesWait, TooLongForFile, TooLongForPaper, TooManyFiles
from cards.statements.finding import Statement, statement_of
from cards.statements.forms import StatementForm
from cards.statements.limits import (
    AT_ONCE,
    FILE_ENTRIES,
    FILES,
    KEPT,
    LONG_FILES,
    PAPER_ROWS,
    WAITING,
)
from cards.statements.papers import paper_of
from cards.statements.tables import csv_pieces, xlsx_pieces
from cards.statements.tasks import make_file
from documents.issuing import sealed_bytes
from homebank.lib import clock, throttle
from homebank.lib.tasks import after_commit

CONTENT = {
    FileForm.PDF: "application/pdf",
    FileForm.CSV: "text/csv; charset=utf-8",
    FileForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file to be sent: its name, what it is, its bytes piece by piece."""

    name: str
    content: str
    pieces: Iterator[bytes]


def wanted_of(card: Card, query: QueryDict) -> Statement | None:
    """The statement that the address means; None if the address is wrong somewhere."""
    form = StatementForm(query, account=card.account)
    return statement_of(account=card.account, wish=form.wish()) if form.is_valid() else None


def is_long(statement: Statement) -> bool:
    """Whether a worker has to make it."""
    return statement.stretch.count > AT_ONCE


def file_at_once(*, statement: Statement, card: Card, customer: Customer, form: FileForm) -> File:
    """The file of a short period, in the active language. Raises TooManyFiles, NoSealNow."""
    taken = throttle.take(FILES, f"customer {customer.pk}")
    if not taken.allowed:
        raise TooManyFiles(at=taken.until)
    name = file_name(statement, card, form)
    return File(name, CONTENT[form], _pieces(statement, card, customer, form))


@transaction.atomic
def request_file(
    *, statement: Statement, card: Card, customer: Customer, form: FileForm, language: str
) -> StatementExport:
    """Let a worker make the file of the statement as it stands now.

    Raises TooLongForFile, TooLongForPaper, FilesWait, TooManyFiles.
    """
    if statement.stretch.count > FILE_ENTRIES:
        raise TooLongForFile(most=FILE_ENTRIES)
    everything = not statement.wish.is_narrowed
    if form == FileForm.PDF and everything and statement.stretch.count > PAPER_ROWS:
        raise TooLongForPaper(most=PAPER_ROWS)
    # One customer's windows stand in a queue, or each would see that there is room.
    Customer.objects.select_for_update().only("pk").get(pk=customer.pk)
    waiting = StatementExport.objects.filter(customer=customer, state=ExportState.WAITING).count()
    if waiting >= WAITING:
        raise FilesWait(count=waiting)
    taken = throttle.take(LONG_FILES, f"customer {customer.pk}")
    if not taken.allowed:
        raise TooManyFiles(at=taken.until)
    row = _row(statement, card, customer, form, language)
    row.save(force_insert=True)
    after_commit(make_file, queue="work", export_id=str(row.pk))
    return row


def kept_file(export: StatementExport) -> File:
    """The file that a worker made, unsealed piece by piece."""
    name = f"homebank-{export.card.last4}-{export.first_day}-{export.last_day}.{export.form}"
    pieces = iter([sealed_bytes(export.paper)]) if export.paper else _parts(export)
    return File(name, CONTENT[FileForm(export.form)], pieces)


def _pieces(
    statement: Statement, card: Card, customer: Customer, form: FileForm
) -> Iterator[bytes]:
    """Made now, while the language is the reader's: a short file fits into memory."""
    if form == FileForm.PDF:
        return iter([sealed_bytes(paper_of(statement, card, customer=customer))])
    if form == FileForm.CSV:
        return iter(list(csv_pieces(statement, _unheard)))
    return iter(list(xlsx_pieces(statement, card, _unheard)))


def _unheard(seen: int) -> None:
    """Nobody watches the progress of a short file."""


def _row(
    statement: Statement, card: Card, customer: Customer, form: FileForm, language: str
) -> StatementExport:
    now, wish, stretch = clock.now(), statement.wish, statement.stretch
    return StatementExport(
        customer=customer, card=card, form=form, language=language, wish=json.dumps(wish.query),
        first_day=wish.period.first_day, last_day=wish.period.last_day, first=stretch.first,
        last=stretch.last, next_attempt_at=now, asked_at=now, expires_at=now + KEPT,
    )  # fmt: skip


def _parts(export: StatementExport) -> Iterator[bytes]:
    """One part at a time: a cursor would be kept open for as long as somebody's line is slow."""
    parts = StatementPart.objects.filter(export=export, attempt=export.attempts)
    for number in count():
        part = parts.filter(number=number).first()
        if part is None:
            return
        yield part.data
