"""Celery's doors to files of cards that wait for a worker: the rows say which."""

from uuid import UUID

from celery import shared_task

from desk.imports import taking_up
from homebank.lib.tasks import after_commit


@shared_task(name="desk.work_on_import")
def work_on(import_id: str) -> None:
    """Check or import what is left of the file, if it is due."""
    taking_up.work_on_import(import_id=UUID(import_id))


@shared_task(name="desk.sweep_imports")
def sweep_imports() -> None:
    """Nudge a worker for each file that is due; delete what is over."""
    for import_id in taking_up.due_imports():
        after_commit(work_on, queue="work", import_id=str(import_id))
    taking_up.purge_imports()
