"""Cards on the desk: to be read, the number truncated. Setting them is for desk pages (OPS-02)."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cards.models import Card
from homebank.lib.desk import LookOnly
from homebank.lib.iban import spaced


@admin.register(Card)
class CardAdmin(LookOnly[Card]):
    """Search takes the last four digits, or the card's id. No full number, no CVV, no editing."""

    list_display = ["truncated", "brand", "kind", "standing", "expiry_text", "opened_at"]
    list_filter = ["state", "kind", "brand"]
    list_select_related = ["account"]
    search_fields = ["=last4", "=id"]
    ordering = ["-opened_at"]
    search_help_text = _("The last four digits, or the whole id.")
    # Named one by one: the sealed number is nobody's to read.
    fields = ["id", "truncated", "brand", "kind", "standing", "expiry_text", "customer", "iban",
              "opened_at"]  # fmt: skip
    readonly_fields = ["id", "truncated", "iban", "standing", "expiry_text"]

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
