"""Celery's doors to the worker of attachments: messages are nudges, the rows say what is due."""

from uuid import UUID

from celery import shared_task

from cards.other.working import due_attachments, forget_detached, work_on
from homebank.lib.tasks import after_commit


@shared_task(name="cards.work_on_attachment")
def work_on_attachment(attachment_id: str) -> None:
    """Ask the acquirer about this attachment, if it is due."""
    work_on(attachment_id=UUID(attachment_id))


@shared_task(name="cards.sweep_attachments")
def sweep_attachments() -> None:
    """Nudge a worker for each attachment that is due; forget what was detached."""
    for attachment_id in due_attachments():
        after_commit(work_on_attachment, queue="work", attachment_id=str(attachment_id))
    forget_detached()
