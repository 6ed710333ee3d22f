"""Celery's door to what is due on cards: the rows say what, a sweep finds it."""

from celery import shared_task

from cards.alerts.charging import charge_due_alerts
from cards.authorization.overdrafts import repay_overdrafts
from cards.authorization.undoing import lapse_due_holds
from cards.disputes.settling import empty_old_disputes, settle_disputes
from cards.ordering.forgetting_files import forget_batch_files
from cards.ordering.sweeping import empty_old_orders, expire_due_orders
from cards.other.tasks import sweep_attachments, work_on_attachment
from cards.other.working import delete_old_attachments
from cards.photos.tasks import sweep_photos, work_on_photo
from cards.purging import purge_messages
from cards.reverting import revert_due_limits
from cards.statements.tasks import make_file, sweep_files
from cards.three_ds.outcomes import end_overdue
from cards.three_ds.purging import purge_three_ds
from cards.three_ds.results import due_results
from cards.three_ds.tasks import tell_result
from homebank.lib.tasks import after_commit

# Celery looks for tasks in this module only.
__all__ = [
    "make_file", "purge", "sweep", "sweep_attachments", "sweep_files", "sweep_photos",
    "sweep_three_ds", "tell_result", "work_on_attachment", "work_on_photo",
]  # fmt: skip


@shared_task(name="cards.purge")
def purge() -> None:
    """Answers nobody asks for again, files of the bureau deleted; old disputes, orders emptied."""
    purge_messages()
    empty_old_disputes()
    purge_three_ds()
    delete_old_attachments()
    empty_old_orders()
    forget_batch_files()


@shared_task(name="cards.sweep")
def sweep() -> None:
    """Limits go back, holds lapse, overdrafts are repaid, orders expire: each due, once."""
    revert_due_limits()
    lapse_due_holds()
    repay_overdrafts()
    settle_disputes()
    charge_due_alerts()
    expire_due_orders()


@shared_task(name="cards.sweep_three_ds")
def sweep_three_ds() -> None:
    """Challenges that nobody goes on with end; a worker is nudged for each outcome to be told."""
    end_overdue()
    for transaction_id in due_results():
        after_commit(tell_result, queue="work", transaction_id=str(transaction_id))
