"""Celery's doors to the worker of photos: messages are nudges, the rows say what is due."""

from uuid import UUID

from celery import shared_task

from cards.photos import forgetting, working
from homebank.lib.tasks import after_commit


@shared_task(name="cards.work_on_photo")
def work_on_photo(photo_id: str) -> None:
    """Make the picture of this photo, if it is due."""
    working.work_on_photo(photo_id=UUID(photo_id))


@shared_task(name="cards.sweep_photos")
def sweep_photos() -> None:
    """Nudge a worker for each photo that waits; delete those that were kept long enough."""
    for photo_id in working.due_photos():
        after_commit(work_on_photo, queue="work", photo_id=str(photo_id))
    forgetting.forget_due_photos()
