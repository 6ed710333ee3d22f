"""Requests of 3-D Secure at the desk: to be read, so that whoever asks why can be answered."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cards.models import ThreeDsTransaction
from homebank.lib.desk import LookOnly
from homebank.lib.desk_values import NOTHING


@admin.register(ThreeDsTransaction)
class ThreeDsTransactionAdmin(LookOnly[ThreeDsTransaction]):
    """Who asked about which purchase, how its owner was asked, and what came of it."""

    list_display = ["answered_at", "title", "merchant", "amount", "outcome", "state"]
    list_filter = ["state"]
    list_select_related = ["card", "peer"]
    found_by = ("pk", "server_trans_id")
    search_help_text = _("The whole id of the request, ours or the shop’s.")
    # Named one by one: the proof of a purchase is nobody's to read.
    fields = ["id", "title", "answered_at", "peer_name", "version", "merchant", "merchant_id",
              "amount", "state", "outcome", "method", "tries", "result_attempts",
              "result_taken_at", "server_trans_id", "ds_trans_id"]  # fmt: skip
    readonly_fields = ["id", "title", "peer_name", "amount", "outcome"]

    @admin.display(description=_("card"))
    def title(self, row: ThreeDsTransaction) -> str:
        return row.card.title if row.card else NOTHING

    @admin.display(description=_("peer"))
    def peer_name(self, row: ThreeDsTransaction) -> str:
        return row.peer.name

    @admin.display(description=_("amount"))
    def amount(self, row: ThreeDsTransaction) -> str:
        return row.amount_text

    @admin.display(description=_("outcome"))
    def outcome(self, row: ThreeDsTransaction) -> str:
        """The codes of EMV 3-D Secure; docs/3-d-secure.md says each in words."""
        return f"{row.status} {row.reason}".strip()
