"""The operators' pages that cross the rooms: a customer in one page, queues, imports, books."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = _("Desk")
