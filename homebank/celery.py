"""Celery: tasks are nudges with ids; what must happen stands in rows."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homebank.settings")
app = Celery("homebank")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
