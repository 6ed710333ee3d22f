"""The room of messages: what happened, and who is told."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Messages and events")

    def ready(self) -> None:
        from notifications import checks  # noqa: F401 (registers itself)
        from notifications.gateways.smpp import checks as smpp_checks  # noqa: F401
