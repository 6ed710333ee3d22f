"""The room of people: who they are and how we know it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Customers and staff")

    def ready(self) -> None:
        from accounts import checks  # noqa: F401 (registers itself)
        from accounts.certificates import checks as certificate_checks  # noqa: F401 (so too)
        from accounts.staff.roles import keep_roles

        post_migrate.connect(keep_roles, dispatch_uid="accounts.keep_roles")
