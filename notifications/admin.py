"""Messages and events in the desk: to look at only; no text of a code, no whole phone."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from homebank.lib.desk import LookOnly
from homebank.lib.desk_values import words_filter
from homebank.lib.phone import masked, parse_mobile
from notifications.models import Event, Lane, Sms


@admin.register(Sms)
class SmsAdmin(LookOnly[Sms]):
    list_display = ["queued_at", "masked_phone", "purpose", "state", "attempts", "sent_at", "error"]
    list_filter = ["state", "lane", ("purpose", words_filter("sms")),
                   ("language", words_filter("language"))]  # fmt: skip
    words = {"purpose": "sms", "language": "language"}
    search_fields = ["gateway_reference"]
    search_help_text = _("Whole phone number, or the gateway's reference.")
    ordering = ["-queued_at"]
    # Named one by one: without them Django would show the sealed columns too.
    fields = [
        "id", "customer", "masked_phone", "purpose", "shown_text", "language", "lane", "state",
        "attempts", "next_attempt_at", "expires_at", "gateway", "gateway_reference", "error",
        "queued_at", "sent_at",
    ]  # fmt: skip
    readonly_fields = ["id", "masked_phone", "shown_text"]

    @admin.display(description=_("phone"))
    def masked_phone(self, sms: Sms) -> str:
        return masked(sms.phone)

    @admin.display(description=_("text"))
    def shown_text(self, sms: Sms) -> str:
        return str(_("The text of a code is not shown.")) if sms.lane == Lane.CODES else sms.text

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Sms], search_term: str
    ) -> tuple[QuerySet[Sms], bool]:
        """The sealed number is found by its fingerprint: only a whole one."""
        phone = parse_mobile(search_term)
        if phone is None:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(phone_fingerprint=Sms.fingerprint(phone)), False


@admin.register(Event)
class EventAdmin(LookOnly[Event]):
    list_display = ["at", "kind", "customer", "subject"]
    list_filter = [("kind", words_filter("event"))]
    words = {"kind": "event"}
    search_fields = ["subject"]
    ordering = ["-at"]
    fields = ["id", "at", "kind", "customer", "subject", "facts"]
    readonly_fields = ["id"]
