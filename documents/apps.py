"""The room of papers: issued once with a number, sealed, checked by whoever holds one."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = _("Papers")

    def ready(self) -> None:
        from documents import checks  # noqa: F401 (registers itself)
