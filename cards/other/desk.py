"""Cards of other banks at the desk: to be read, truncated; their tokens are nobody's to see."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cards.models import Attachment, OtherCard
from homebank.lib.desk import LookOnly, LookOnlyRows


class Attachments(LookOnlyRows[Attachment, OtherCard]):
    """The attempts that led to the card."""

    model = Attachment
    fields = ["made_at", "state", "finished_at", "release_due"]


@admin.register(OtherCard)
class OtherCardAdmin(LookOnly[OtherCard]):
    """Search takes the last four digits, or the card's id."""

    list_display = ["truncated", "bank_name", "brand", "expiry_text", "state", "attached_at"]
    list_filter = ["state"]
    found_by = ("last4", "pk")
    search_help_text = _("The last four digits, or the whole id.")
    # Named one by one: the sealed token is nobody's to read.
    fields = ["id", "truncated", "bank_name", "brand", "expiry_text", "customer", "state",
              "attached_at", "detached_at"]  # fmt: skip
    readonly_fields = ["id", "truncated", "bank_name", "expiry_text"]
    inlines = [Attachments]

    @admin.display(description=_("card number"))
    def truncated(self, card: OtherCard) -> str:
        return card.truncated

    @admin.display(description=_("bank"))
    def bank_name(self, card: OtherCard) -> str:
        return card.bank_name

    @admin.display(description=_("expiry date"))
    def expiry_text(self, card: OtherCard) -> str:
        return card.expiry_text
