"""Messages and events in the desk: to look at only; no text of a code, no whole phone."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from homebank.lib.desk import LookOnly
from homebank.lib.desk_values import words_filter
from homebank.lib.phone import masked, parse_mobile
from notifications.models import AuditSeal, Event, GatewayState, Lane, Sms
from notifications.timeline import read_timeline, short_name


class GatewayFilter(admin.SimpleListFilter):
    """The gateways of the settings; a list of all that ever were would read every message."""

    title = _("gateway")
    parameter_name = "gateway"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        return [(path, short_name(path)) for path in settings.SMS_GATEWAYS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Sms]) -> QuerySet[Sms]:
        if self.value() is None:
            return queryset
        is_ours = self.value() in settings.SMS_GATEWAYS
        return queryset.filter(gateway=self.value()) if is_ours else queryset.none()


@admin.register(Sms)
class SmsAdmin(LookOnly[Sms]):
    """Messages with their state; the page of one tells its whole way."""

    change_form_template = "admin/notifications/sms.html"
    list_display = [
        "queued_at", "masked_phone", "purpose", "state", "short_gateway", "attempts", "error",
    ]  # fmt: skip
    list_filter = ["state", GatewayFilter, ("purpose", words_filter("sms"))]
    words = {"purpose": "sms", "language": "language"}
    found_by = ("gateway_reference",)
    linked_by = ("customer__id__exact",)
    search_help_text = _("Whole phone number, or the gateway’s reference.")
    # Named one by one: without them Django would show the sealed columns too.
    fields = [
        "id", "customer", "masked_phone", "purpose", "shown_text", "language", "lane", "state",
        "attempts", "next_attempt_at", "expires_at", "gateway", "gateway_reference", "error",
        "queued_at", "sent_at", "receipt_at",
    ]  # fmt: skip
    readonly_fields = ["id", "masked_phone", "shown_text"]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The message with its timeline."""
        told = {**context, "moments": read_timeline(context["original"])}
        return super().render_change_form(request, told, *args, **kwargs)

    @admin.display(description=_("gateway"), ordering="gateway")
    def short_gateway(self, sms: Sms) -> str:
        return short_name(sms.gateway)

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


@admin.register(GatewayState)
class GatewayAdmin(LookOnly[GatewayState]):
    """The gateways in the order of the settings' preference: which works, which rests, and why."""

    is_small = True
    list_display = [
        "short_gateway", "preference", "standing", "failures", "rests_until", "failed_at", "error",
    ]  # fmt: skip
    fields = ["gateway", "preference", "standing", "failures", "rests", "rests_until",
              "failed_at", "error"]  # fmt: skip
    readonly_fields = ["preference", "standing"]
    list_display_links = ["short_gateway"]

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """The preferred first."""
        places = [
            When(gateway=path, then=place) for place, path in enumerate(settings.SMS_GATEWAYS)
        ]
        return [Case(*places, default=len(places)), "gateway"]

    def named(self, row: GatewayState) -> str:
        return short_name(row.gateway)

    @admin.display(description=_("gateway"))
    def short_gateway(self, state: GatewayState) -> str:
        return short_name(state.gateway)

    @admin.display(description=_("preference"))
    def preference(self, state: GatewayState) -> str:
        paths: list[str] = settings.SMS_GATEWAYS
        return str(paths.index(state.gateway) + 1) if state.gateway in paths else "—"

    @admin.display(description=_("state"))
    def standing(self, state: GatewayState) -> str:
        if state.is_resting:
            return pgettext("gateway", "rests after failures")
        return pgettext("gateway", "works")


@admin.register(Event)
class EventAdmin(LookOnly[Event]):
    list_display = ["at", "kind", "customer", "subject"]
    list_select_related = ["customer"]
    list_filter = [("kind", words_filter("event"))]
    words = {"kind": "event"}
    found_by = ("subject", "pk")
    linked_by = ("customer__id__exact",)
    search_help_text = _("The whole id of the event, or of what it is about.")
    fields = ["id", "at", "kind", "customer", "subject", "facts"]
    readonly_fields = ["id"]


@admin.register(AuditSeal)
class AuditSealAdmin(LookOnly[AuditSeal]):
    """What was signed about all events, night by night (docs/desk.md, Audit)."""

    list_display = ["number", "at"]
    found_by = ("number",)
    search_help_text = _("The whole number.")
    fields = ["number", "at", "text", "signature"]
