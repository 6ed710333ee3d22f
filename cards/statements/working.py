"""The worker that makes long files: takes up rows that are due, writes sealed parts, tells.

A worker holds a row by a lease that each chunk prolongs. Whoever finds the lease over takes the row
up from its beginning, as the next attempt; the former one notices at its next chunk and stops. So a
killed worker costs time, and two never write into one file.
"""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.utils import translation

from cards.freezing import tell_owner
from cards.models import StatementExport, StatementPart
from cards.models.exports import ExportState, FileForm
from cards.statements.errors import FileRefused
from cards.statements.finding import Statement, statement_of
from cards.statements.forms import StatementForm
from cards.statements.papers import paper_of
from cards.statements.tables import csv_pieces, xlsx_pieces
from documents.errors import NoSealNow
from documents.models import Document
from homebank.lib import clock
from homebank.lib.money import Money
from ledger.statements import Stretch, lines_between
from notifications.events import record

log = logging.getLogger(__name__)

# A spreadsheet of the longest kind is closed within half of it, and no chunk is told of meanwhile.
LEASE = timedelta(seconds=90)
ATTEMPTS = 5
PAUSE = timedelta(minutes=1)
BATCH = 20


class TakenOver(Exception):
    """Another worker has the row: this one was thought dead."""


def due_exports() -> list[UUID]:
    """Exports that a worker should take up now, those that waited longest first."""
    due = StatementExport.objects.due(clock.now()).order_by("next_attempt_at")
    return list(due.values_list("pk", flat=True)[:BATCH])


def make_export(*, export_id: UUID) -> None:
    """If the export is due and free, make its file and tell its owner."""
    export = _claim(export_id)
    if export is None:
        return
    try:
        with translation.override(export.language):
            size, paper = _make(export)
    except TakenOver:
        log.warning("another worker has the statement %s", export_id)
    except NoSealNow:
        _put_off(export)
    except FileRefused:
        _end(export, ExportState.FAILED)
    else:
        _end(export, ExportState.READY, size=size, paper=paper)


def purge_exports() -> int:
    """Files that were kept long enough are deleted; how many."""
    over = StatementExport.objects.filter(expires_at__lte=clock.now())
    keys = list(over.exclude(leased_until__gt=clock.now()).values_list("pk", flat=True)[:BATCH])
    StatementExport.objects.filter(pk__in=keys).delete()
    return len(keys)


def _claim(export_id: UUID) -> StatementExport | None:
    """The export with one more attempt and a lease; None if it is not due, or had enough."""
    now = clock.now()
    with transaction.atomic():
        free = StatementExport.objects.due(now).select_for_update(skip_locked=True, of=("self",))
        export = (
            free.select_related("card__account", "card__customer", "customer")
            .filter(pk=export_id)
            .first()
        )
        if export is None:
            return None
        if export.attempts < ATTEMPTS:
            export.attempts, export.looked_through = export.attempts + 1, 0
            export.leased_until = now + LEASE
            export.save(update_fields=["attempts", "looked_through", "leased_until"])
            return export
    _end(export, ExportState.FAILED)
    return None


def _make(export: StatementExport) -> tuple[int, Document | None]:
    """The file's size, and the paper if it is one."""
    statement = _statement(export)
    StatementPart.objects.filter(export=export).exclude(attempt=export.attempts).delete()

    def progress(seen: int) -> None:
        _hold_on(export, seen)

    if export.form == FileForm.PDF:
        paper = paper_of(statement, export.card, customer=export.customer, progress=progress)
        return len(paper.pdf), paper
    if export.form == FileForm.CSV:
        return _keep(export, csv_pieces(statement, progress)), None
    return _keep(export, xlsx_pieces(statement, export.card, progress)), None


def _statement(export: StatementExport) -> Statement:
    """The statement as it stood when it was asked for: later entries are not in it."""
    query = QueryDict(mutable=True)
    query.update(json.loads(export.wish))
    form = StatementForm(query, account=export.card.account)
    assert form.is_valid(), form.errors
    return statement_of(
        account=export.card.account, wish=form.wish(), stretch=_stretch(export)
    )  # fmt: skip


def _stretch(export: StatementExport) -> Stretch:
    """The numbers that were asked for, with the balances around them."""
    account = export.card.account
    around = (
        lines_between(account_id=account.pk, first=number, last=number, count=1)
        for number in (export.first - 1, export.last)
    )
    opening, closing = (
        found[0].balance_after if found else Money(0, account.currency) for found in around
    )
    return Stretch(export.first, export.last, opening, closing)


def _hold_on(export: StatementExport, seen: int | None = None) -> None:
    """Prolong the lease and tell how far it is. TakenOver if the row is another's by now."""
    mine = StatementExport.objects.filter(
        pk=export.pk, attempts=export.attempts, state=ExportState.WAITING
    )
    told = {} if seen is None else {"looked_through": seen}
    if not mine.update(leased_until=clock.now() + LEASE, **told):
        raise TakenOver


def _keep(export: StatementExport, pieces: Iterator[bytes]) -> int:
    size = 0
    for number, piece in enumerate(pieces):
        StatementPart.objects.create(
            export=export, attempt=export.attempts, number=number, data=piece
        )
        _hold_on(export)
        size += len(piece)
    return size


def _put_off(export: StatementExport) -> None:
    StatementExport.objects.filter(pk=export.pk, attempts=export.attempts).update(
        leased_until=None, next_attempt_at=clock.now() + PAUSE
    )


@transaction.atomic
def _end(
    export: StatementExport, state: ExportState, *, size: int = 0, paper: Document | None = None
) -> None:
    """Ready or failed, once; the owner is told in the same transaction."""
    ended = StatementExport.objects.filter(
        pk=export.pk, attempts=export.attempts, state=ExportState.WAITING
    ).update(
        state=state, ended_at=clock.now(), size=size, paper=paper, next_attempt_at=None,
        leased_until=None,
    )  # fmt: skip
    if not ended:
        return
    kind = f"statement-{state}"
    record(kind=f"card.{kind}", customer_id=export.customer_id, subject=export.card_id,
           facts={"form": export.form})  # fmt: skip
    tell_owner(kind, export.card)
