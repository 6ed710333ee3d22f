"""Cards on the desk: to be read, the number truncated. Setting them is for desk pages (OPS-02)."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cards import change_desk, desk_asking
from cards.authorization.words import gate_word, reason_word, result_word
from cards.disputes.desk import DisputeAdmin
from cards.models import Authorization, Card, CardLimit, Overdraft, Presentment
from cards.models.presentments import REPAID_LAST
from cards.ordering.desk import CardOrderAdmin
from cards.other.desk import OtherCardAdmin
from cards.three_ds.desk import ThreeDsTransactionAdmin
from homebank.lib import clock
from homebank.lib.desk import LookOnly, LookOnlyRows
from homebank.lib.desk_values import NOTHING, sum_column, words_filter
from homebank.lib.iban import spaced

# Pages of other parts of the room, registered as they are imported.
__all__ = ["CardOrderAdmin", "DisputeAdmin", "OtherCardAdmin", "ThreeDsTransactionAdmin"]


class Limits(LookOnlyRows[CardLimit, Card]):
    """What was set; where nothing was, the bank's rules hold."""

    model = CardLimit
    fields = ["shown_kind", "is_open", "closes_at", "amount_minor", "former_minor", "lowers_at"]
    readonly_fields = ["shown_kind"]

    @admin.display(description=_("limit"))
    def shown_kind(self, limit: CardLimit) -> str:
        return str(limit.get_kind_display())


@admin.register(Card)
class CardAdmin(LookOnly[Card]):
    """Search takes the last four digits, or the card's id. No full number, no CVV, no editing."""

    list_display = ["truncated", "brand", "kind", "standing", "expiry_text", "opened_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["account"]
    found_by = ("last4", "pk")
    linked_by = ("customer__id__exact",)  # from the page of a customer
    search_help_text = _("The last four digits, or the whole id.")
    # Named one by one: the sealed number is nobody's to read.
    fields = ["id", "truncated", "brand", "kind", "standing", "expiry_text", "customer", "iban",
              "opened_at", "replaces", "to_do", "asked_before"]  # fmt: skip
    readonly_fields = ["id", "truncated", "iban", "standing", "expiry_text", "to_do",
                       "asked_before"]  # fmt: skip
    inlines = [Limits]

    def get_urls(self) -> list[URLPattern]:
        hand_over = self.admin_site.admin_view(change_desk.hand_over)
        withdraw = self.admin_site.admin_view(change_desk.withdraw_paper)
        ask = self.admin_site.admin_view(desk_asking.ask)
        return [
            path("<uuid:card_id>/ask/", ask, name="cards_card_ask"),
            path("<uuid:card_id>/hand-over/", hand_over, name="cards_card_hand_over"),
            path("papers/<uuid:paper_id>/", withdraw, name="cards_paper_withdraw"),
            *super().get_urls(),
        ]

    @admin.display(description=_("what to do"))
    def to_do(self, card: Card) -> SafeString | str:
        """A card that is being made is handed over on a page of its own."""
        if card.state != Card.State.WAITS:
            return NOTHING
        address = reverse("admin:cards_card_hand_over", args=[card.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Hand this card over"))

    @admin.display(description=_("before buying"))
    def asked_before(self, card: Card) -> SafeString:
        address = reverse("admin:cards_card_ask", args=[card.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Will it go through?"))

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


@admin.register(Authorization)
class AuthorizationAdmin(LookOnly[Authorization]):
    """What shops and cash machines asked, each gate it met, and what became of it."""

    list_display = ["at", "title", "merchant", "billed_minor", "shown_outcome", "shown_reason"]
    list_filter = ["outcome", ("operation", words_filter("operation"))]
    list_select_related = ["card"]
    found_by = ("rrn", "auth_code", "pk")
    linked_by = ("card__id__exact",)
    search_help_text = _("RRN, authorisation code, or the whole id.")
    fields = ["id", "title", "at", "operation", "is_internet", "merchant", "merchant_id",
              "terminal", "category", "acquirer", "rrn", "auth_code", "amount_shown",
              "billed_minor", "shown_outcome", "code", "shown_reason", "held_minor", "lapses_at",
              "aloud", "gates"]  # fmt: skip
    readonly_fields = ["id", "title", "amount_shown", "shown_outcome", "shown_reason",
                       "aloud", "gates"]  # fmt: skip
    words = {"operation": "operation"}

    @admin.display(description=_("card"))
    def title(self, row: Authorization) -> str:
        return row.card.title if row.card else NOTHING

    @admin.display(description=_("amount"))
    def amount_shown(self, row: Authorization) -> str:
        return row.amount_text

    @admin.display(description=_("outcome"))
    def shown_outcome(self, row: Authorization) -> str:
        return str(row.get_outcome_display())

    @admin.display(description=_("reason"))
    def shown_reason(self, row: Authorization) -> str:
        return reason_word(row.reason) if row.reason else NOTHING

    @admin.display(description=_("to tell the customer"))
    def aloud(self, row: Authorization) -> SafeString | str:
        return desk_asking.told_aloud(row)

    @admin.display(description=_("gates"))
    def gates(self, row: Authorization) -> SafeString:
        """Each gate and how it was met, in the order they were asked."""
        rows = ((gate_word(step["gate"]), result_word(step["result"])) for step in row.trace)
        met = format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", rows)
        return SafeString(f'<dl class="facts">{met}</dl>')


class PutAside(admin.SimpleListFilter):
    """What the bank itself bears until somebody clears it up; the oldest first."""

    title = _("put aside")
    parameter_name = "aside"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("unknown", _("of no card of ours")), ("repeated", _("presented before"))]

    def queryset(
        self, request: HttpRequest, queryset: "QuerySet[Presentment]"
    ) -> "QuerySet[Presentment]":
        chosen = {"unknown": Q(card=None), "repeated": Q(repeats__isnull=False)}
        condition = chosen.get(self.value() or "")
        return queryset.filter(condition) if condition else queryset


@admin.register(Presentment)
class PresentmentAdmin(LookOnly[Presentment]):
    """What shops claimed. What was put aside waits for somebody to clear it up."""

    list_display = ["at", "days", "title", "merchant", "rrn", "billed_minor", "uncovered_minor"]
    list_filter = [PutAside]
    list_select_related = ["card"]
    found_by = ("rrn", "reference", "pk")
    search_help_text = _("RRN, the reference, or the whole id.")
    fields = ["id", "title", "at", "operation", "merchant", "category", "rrn", "reference",
              "billed_minor", "uncovered_minor", "part", "parts", "earlier",
              "transfer"]  # fmt: skip
    readonly_fields = ["id", "title", "earlier"]
    words = {"operation": "operation"}

    def get_ordering(self, request: HttpRequest) -> list[str | Combinable]:
        """What waits for somebody: the oldest first."""
        return ["pk"] if PutAside.parameter_name in request.GET else ["-pk"]

    @admin.display(description=_("days"), ordering="at")
    def days(self, row: Presentment) -> int:
        return (clock.now() - row.at).days

    @admin.display(description=_("presented before as"))
    def earlier(self, row: Presentment) -> SafeString | str:
        if row.repeats is None:
            return NOTHING
        address = reverse("admin:cards_presentment_change", args=[row.repeats_id])
        return format_html('<a href="{}">{}</a>', address, row.repeats)

    @admin.display(description=_("card"))
    def title(self, row: Presentment) -> str:
        return row.card.title if row.card else NOTHING


@admin.register(Overdraft)
class OverdraftAdmin(LookOnly[Overdraft]):
    """The queue of technical overdrafts: who owes longest first; what was repaid stands last."""

    list_display = ["iban", "sum_of_debt", "days", "since", "repayments"]
    list_select_related = ["account"]
    found_by = ("account__iban",)
    search_help_text = _("The whole IBAN.")
    ordering = [REPAID_LAST, "since"]
    fields = ["iban", "customer", "sum_of_debt", "since", "repayments"]
    readonly_fields = ["iban"]
    sum_of_debt = sum_column("owed", _("owed"), "owed_minor")

    @admin.display(description=_("days"), ordering="since")
    def days(self, row: Overdraft) -> int | str:
        """How long it is owed."""
        return (clock.now() - row.since).days if row.owed_minor else NOTHING

    @admin.display(description=_("account number, IBAN"))
    def iban(self, row: Overdraft) -> str:
        return spaced(row.account.iban or "")
