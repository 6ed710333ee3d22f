"""Celery's door to what the desk leaves to workers."""

from desk.imports.tasks import sweep_imports, work_on

# Celery looks for tasks in this module only.
__all__ = ["sweep_imports", "work_on"]
