"""Celery: tasks are nudges with ids; what must happen stands in rows."""

import os
from logging.config import dictConfig
from typing import Any

from celery import Celery, signals
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homebank.settings")
# Celery would run every check, which loads every page: 30 MB and a second for each worker. The
# checks that a worker must not start without are run below.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")
app = Celery("homebank")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def log_as_the_site_does(**kwargs: Any) -> None:
    """Celery would put its own plain lines, not redacted, in place of ours."""
    dictConfig(settings.LOGGING)


@signals.worker_init.connect
@signals.beat_init.connect
def check_configuration(**kwargs: Any) -> None:
    """Workers and beat refuse what `manage.py check` refuses."""
    from homebank.startup import refuse_unsafe

    refuse_unsafe()
