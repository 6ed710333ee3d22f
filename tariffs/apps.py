"""The room of tariffs: what a deed of the bank costs. It computes and never posts."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class TariffsConfig(AppConfig):
    name = "tariffs"
    verbose_name = _("Tariffs")

    def ready(self) -> None:
        post_migrate.connect(load_published, sender=self)


def load_published(using: str, **kwargs: Any) -> None:
    """After our tables are made, the published tariffs are in them (once; see loading.py)."""
    from tariffs.loading import load_all
    from tariffs.models import TariffTier

    if TariffTier._meta.db_table in connections[using].introspection.table_names():
        load_all()
