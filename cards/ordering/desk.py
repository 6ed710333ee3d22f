"""Orders of cards at the desk: the queue by deadline, one row of it, batches of the bureau."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cards.models import CardOrder, OrderState, OrderStep
from cards.ordering import desk_making, desk_views
from cards.ordering.checking import overdue
from cards.photos import desk_views as photo_views
from homebank.lib.desk import LookOnly, LookOnlyRows
from homebank.lib.desk_values import NOTHING, time_text

WAITING = (OrderState.RECEIVED, OrderState.CHECKED)


class Steps(LookOnlyRows[OrderStep, CardOrder]):
    """The timeline, with who did what and what was said."""

    model = OrderStep
    fields = ["at", "shown_kind", "by", "note"]
    readonly_fields = ["shown_kind"]

    @admin.display(description=gettext_lazy("step"))
    def shown_kind(self, step: OrderStep) -> str:
        return str(step.get_kind_display())


class Queue(admin.SimpleListFilter):
    """What the list shows: without a choice, what waits for an operator."""

    title = gettext_lazy("queue")
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The queues besides the usual one."""
        return [
            ("mine", gettext_lazy("in my hands")), ("returned", gettext_lazy("returned")),
            ("approved", gettext_lazy("to be made")), ("in-production", gettext_lazy("being made")),
            ("on-its-way", gettext_lazy("on their way")),
            ("undelivered", gettext_lazy("not delivered")), ("all", gettext_lazy("all sent ones")),
        ]  # fmt: skip

    def choices(self, changelist: Any) -> Any:
        """The first choice is no "all"."""
        first, *others = super().choices(changelist)
        return [{**first, "display": _("waiting for an answer")}, *others]

    def queryset(
        self, request: HttpRequest, queryset: "QuerySet[CardOrder]"
    ) -> "QuerySet[CardOrder]":
        """The rows of the chosen queue."""
        chosen = self.value()
        if chosen is None:
            return queryset.filter(state__in=WAITING)
        if chosen == "mine":
            login = getattr(request.user, "login_name", "")
            return queryset.filter(state=OrderState.CHECKED, claimed_by=login)
        sent = queryset.exclude(number=None)  # a draft is nobody's but its customer's
        if chosen == "approved":
            return sent.filter(state__in=[OrderState.APPROVED, OrderState.REMAKE])
        return sent if chosen == "all" else sent.filter(state=chosen)


@admin.register(CardOrder)
class CardOrderAdmin(LookOnly[CardOrder]):
    """The queue: what is due first stands on top. Nothing of a person is in the list."""

    list_display = ["work", "due", "sent_at", "shown_state", "kind", "brand", "delivery",
                    "in_hands"]  # fmt: skip
    list_display_links = ["sent_at"]
    list_filter = [Queue, "kind"]
    found_by = ("number", "pk")
    linked_by = ("customer__id__exact",)
    search_help_text = gettext_lazy("The number of the order, or the whole id.")
    fields = ["id", "shown_number", "shown_state", "work", "sent_at", "due_at", "customer",
              "product", "brand", "kind", "delivery", "city", "branch", "kept_at", "kept_until",
              "claimed_by", "claimed_until", "card", "closed_at"]  # fmt: skip
    readonly_fields = ["id", "shown_number", "shown_state", "work"]
    inlines = [Steps]

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        return [
            path("making/", guard(desk_making.making), name="cards_cardorder_making"),
            path("making/<uuid:batch_id>/", guard(desk_making.batch_file),
                 name="cards_cardorder_batch"),
            path("photos/<uuid:photo_id>/", guard(photo_views.photo),
                 name="cards_cardorder_photo"),
            path("<uuid:order_id>/work/", guard(desk_views.work), name="cards_cardorder_work"),
            *super().get_urls(),
        ]  # fmt: skip

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """What waits by its deadline; anything else, the newest first, along the key."""
        waits = request.GET.get("queue", "mine") == "mine" and not request.GET.get("q")
        return ("due_at", "id") if waits else ("-id",)

    @admin.display(description=gettext_lazy("order"))
    def work(self, order: CardOrder) -> SafeString:
        address = reverse("admin:cards_cardorder_work", args=[order.pk])
        said = order.shown_number or _("draft")
        return format_html('<a class="num" href="{}">{}</a>', address, said)

    @admin.display(description=gettext_lazy("answer due by"))
    def due(self, order: CardOrder) -> SafeString | str:
        if order.due_at is None:
            return NOTHING
        if not overdue(order):
            return time_text(order.due_at)
        said = time_text(order.due_at)
        return format_html('{} <span class="tag bad">{}</span>', said, _("late"))

    @admin.display(description=gettext_lazy("state"))
    def shown_state(self, order: CardOrder) -> str:
        return str(order.get_state_display())

    @admin.display(description=gettext_lazy("in hand"))
    def in_hands(self, order: CardOrder) -> str:
        return order.claimed_by if order.is_claimed else NOTHING
