"""Celery's doors to the worker of statements: messages are nudges, the rows say what is due."""

from uuid import UUID

from celery import shared_task

from cards.statements import working
from homebank.lib.tasks import after_commit


@shared_task(name="cards.make_file")
def make_file(export_id: str) -> None:
    """Make the file of this export, if it is due."""
    working.make_export(export_id=UUID(export_id))


@shared_task(name="cards.sweep_files")
def sweep_files() -> None:
    """Nudge a worker for each file that is due; delete those that were kept long enough."""
    for export_id in working.due_exports():
        after_commit(make_file, queue="work", export_id=str(export_id))
    working.purge_exports()
