"""The roof as an app: checks of the configuration, project-wide commands and template tags."""

from django.apps import AppConfig


class HomebankConfig(AppConfig):
    name = "homebank"
    label = "homebank"

    def ready(self) -> None:
        from homebank import checks  # noqa: F401 (registers itself)
