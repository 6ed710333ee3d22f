"""Celery's door to what is due on cards: the rows say what, a sweep finds it."""

from celery import shared_task

from cards.authorization.overdrafts import repay_overdrafts
from cards.authorization.undoing import lapse_due_holds
from cards.reverting import revert_due_limits


@shared_task(name="cards.sweep")
def sweep() -> None:
    """Limits go back, holds lapse, technical overdrafts are repaid: each that is due, once."""
    revert_due_limits()
    lapse_due_holds()
    repay_overdrafts()
