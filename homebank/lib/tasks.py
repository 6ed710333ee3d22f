"""Nudging a worker once a transaction is safe; a broker that is down costs nothing but time."""

import logging
from typing import Any

from celery import Task
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def after_commit(task: "Task[Any, Any]", *, queue: str, **ids: object) -> None:
    """Send the task when the present transaction commits. A sweep does what a lost one forgot."""

    def send() -> None:
        try:
            task.apply_async(kwargs=ids, queue=queue, retry=False, ignore_result=True)
        except (OperationalError, OSError) as reason:
            log.warning("broker is down, the sweep will do it: %s (%s)", task.name, reason)

    transaction.on_commit(send)
