"""The worker of uploaded files: takes up what is due, deletes what is over.

A worker holds an import by a lease that each batch prolongs. Whoever finds it over goes on where
the former one was killed; should that one live, both do the same and nothing is done twice.
"""

import io
import logging
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from desk.imports.errors import CannotRead
from desk.imports.working import LEASE, discard, run
from desk.models import CardImport, ImportFault, ImportFile, ImportKey, ImportState
from desk.models.imports import HAS_FILE
from homebank.lib import clock

log = logging.getLogger(__name__)

# Who has not decided by then begins anew; a report is of use for longer.
FILES_LIVE, FAULTS_LIVE = timedelta(days=7), timedelta(days=90)
BATCH = 20


def work_on_import(*, import_id: UUID) -> None:
    """If the uploaded file is due and free, check or import what is left of it."""
    of = _claim(import_id)
    if of is None:
        return
    with io.BytesIO(of.file.content) as file:
        try:
            run(of=of, file=file, progress=lambda _of: None)
        except CannotRead:
            log.warning("the import %s cannot be read", of.pk)
    if of.state not in HAS_FILE:
        ImportFile.objects.filter(of=of).delete()


def due_imports() -> list[UUID]:
    """Uploaded files that wait for a worker, the oldest first."""
    due = CardImport.objects.due(clock.now()).order_by("made_at")
    return list(due.values_list("pk", flat=True)[:BATCH])


def purge_imports() -> None:
    """Files that nobody decided about, and reports that nobody needs any more, are deleted."""
    now = clock.now()
    waiting = CardImport.objects.filter(state=ImportState.CHECKED, made_at__lt=now - FILES_LIVE)
    for key in list(waiting.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            of = waiting.select_for_update().filter(pk=key).first()
            if of is not None:  # else it was approved at this very moment
                discard(of)
    # Whoever was killed between an end and its file's deletion left the file.
    ImportFile.objects.exclude(of__state__in=HAS_FILE).delete()
    # A worker may have added to them after somebody discarded the file.
    ended = CardImport.objects.filter(state=ImportState.DISCARDED, finished_at__gt=now - FILES_LIVE)
    ImportKey.objects.filter(of__in=list(ended.values_list("pk", flat=True))).delete()
    over = CardImport.objects.filter(finished_at__lt=now - FAULTS_LIVE)
    faults = ImportFault.objects.filter(of__in=over).values_list("pk", flat=True)
    ImportFault.objects.filter(pk__in=list(faults[:10_000])).delete()


def _claim(import_id: UUID) -> CardImport | None:
    now = clock.now()
    with transaction.atomic():
        free = CardImport.objects.due(now).select_for_update(skip_locked=True, of=("self",))
        of = free.filter(pk=import_id).first()
        if of is not None:
            of.leased_until = now + LEASE
            of.save(update_fields=["leased_until"])
    return of
