"""The roof as an app: checks of the configuration, project-wide commands and template tags."""

from django.apps import AppConfig


class HomebankConfig(AppConfig):
    name = "homebank"
    label = "homebank"

    def ready(self) -> None:
        # Celery's app, or tasks of this process would look for a broker of their own
        from homebank import celery, checks  # noqa: F401 (register themselves)
