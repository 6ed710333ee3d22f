"""Cards on the desk: to be read, the number truncated. Setting them is for desk pages (OPS-02)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cards.models import Card
from homebank.lib.iban import spaced


@admin.register(Card)
class CardAdmin(admin.ModelAdmin[Card]):
    """Search takes the last four digits, or the card's id. No full number, no CVV, no editing."""

    list_display = ["truncated", "brand", "kind", "standing", "expiry_text", "opened_at"]
    list_filter = ["state", "kind", "brand"]
    list_select_related = ["account"]
    search_fields = ["=last4", "=id"]
    show_full_result_count = False
    ordering = ["-opened_at"]
    exclude = ["number", "number_fingerprint", "first6", "last4", "service_code", "name"]
    readonly_fields = ["truncated", "iban", "standing", "expiry_text"]

    @admin.display(description=_("card number"))
    def truncated(self, card: Card) -> str:
        return card.truncated

    @admin.display(description=_("account number, IBAN"))
    def iban(self, card: Card) -> str:
        return spaced(card.account.iban or "")

    @admin.display(description=_("state"))
    def standing(self, card: Card) -> str:
        return str(card.standing.label)

    @admin.display(description=_("expiry date"))
    def expiry_text(self, card: Card) -> str:
        return card.expiry_text

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
