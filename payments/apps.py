"""The room of payments; its catalogue is in the tables after every migrate."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        post_migrate.connect(load_catalogue, sender=self)


def load_catalogue(using: str, **kwargs: Any) -> None:
    """After our tables are made, what can be paid is in them."""
    from payments.catalogue.loading import load_services
    from payments.models import Service

    if Service._meta.db_table in connections[using].introspection.table_names():
        load_services()
