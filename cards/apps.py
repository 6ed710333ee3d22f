"""The room of cards: what a customer holds and sees of the accounts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CardsConfig(AppConfig):
    name = "cards"
    verbose_name = _("Cards")

    def ready(self) -> None:
        from cards import checks  # noqa: F401 (registers itself)
