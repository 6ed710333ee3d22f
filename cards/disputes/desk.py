"""Disputes at the desk: the queue by age, one of them, and the page where it is worked on."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.four_eyes import waiting_for
from accounts.models import User
from accounts.staff.desk_guard import why_first
from cards.disputes import working
from cards.disputes.desk_forms import RowForm, SentenceForm
from cards.models import Dispute, DisputeStep, Outcome
from cards.models.disputes import OPEN_FIRST
from homebank.forms import Form
from homebank.lib import clock
from homebank.lib.desk import LookOnly, LookOnlyRows
from homebank.lib.errors import Refusal

WORK = "cards.work_dispute"


class Steps(LookOnlyRows[DisputeStep, Dispute]):
    """The timeline, with who did what and what was said."""

    model = DisputeStep
    fields = ["at", "shown_kind", "by", "note"]
    readonly_fields = ["shown_kind"]

    @admin.display(description=gettext_lazy("step"))
    def shown_kind(self, step: DisputeStep) -> str:
        return str(step.get_kind_display())


@admin.register(Dispute)
class DisputeAdmin(LookOnly[Dispute]):
    """Open ones first, the oldest on top."""

    list_display = ["opened_at", "days", "shown_state", "truncated", "shop", "amount_minor",
                    "taken_by"]  # fmt: skip
    list_filter = ["state", "cause"]
    list_select_related = ["taken_by"]
    found_by = ("rrn", "last4", "order_number", "pk")
    linked_by = ("customer__id__exact",)
    search_help_text = gettext_lazy("RRN, order number, last four digits, or the whole id.")
    ordering = [OPEN_FIRST, "opened_at"]
    fields = ["id", "shown_state", "work", "opened_at", "closed_at", "customer", "truncated",
              "shop", "amount_minor", "happened_at", "rrn", "order_number", "session_number",
              "email", "shown_cause", "note", "authorization", "reason", "taken_by"]  # fmt: skip
    readonly_fields = ["id", "shown_state", "work", "truncated", "shown_cause"]
    inlines = [Steps]

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(work)
        return [path("<uuid:dispute_id>/work/", page, name="cards_dispute_work"),
                *super().get_urls()]  # fmt: skip

    @admin.display(description=gettext_lazy("days"), ordering="opened_at")
    def days(self, dispute: Dispute) -> int:
        """How long it is open, or was."""
        return ((dispute.closed_at or clock.now()) - dispute.opened_at).days

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def shown_state(self, dispute: Dispute) -> str:
        return str(dispute.get_state_display())

    @admin.display(description=gettext_lazy("what is wrong"))
    def shown_cause(self, dispute: Dispute) -> str:
        return str(dispute.get_cause_display())

    @admin.display(description=gettext_lazy("card number"))
    def truncated(self, dispute: Dispute) -> str:
        return dispute.truncated

    @admin.display(description=gettext_lazy("what to do"))
    def work(self, dispute: Dispute) -> SafeString:
        address = reverse("admin:cards_dispute_work", args=[dispute.pk])
        return format_html('<a href="{}">{}</a>', address, _("Work on this dispute"))


def work(request: HttpRequest, dispute_id: UUID) -> HttpResponse:
    """Take the dispute, find its operation, ask the shop, and end it."""
    if not request.user.has_perm(WORK):
        raise PermissionDenied
    rows = Dispute.objects.select_related("customer", "authorization", "taken_by", "card")
    dispute = get_object_or_404(rows, pk=dispute_id)
    if (asked := why_first(request, dispute.customer_id)) is not None:
        return asked
    forms = _forms(request, dispute)
    if request.method == "POST":
        try:
            if _act(request, dispute, forms):
                return redirect("admin:cards_dispute_work", dispute_id)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:cards_dispute_work", dispute_id)
    return render(request, "admin/cards/dispute.html", _shown(request, dispute, forms))


def _forms(request: HttpRequest, dispute: Dispute) -> dict[str, Form]:
    """Only what may be done now; the one whose button was pressed holds what was typed."""
    mine = dispute.is_open and dispute.taken_by_id == request.user.pk
    pressed, row = request.POST.get("deed"), dispute.authorization
    given = {deed: request.POST if pressed == deed else None
             for deed in ("link", "ask", "release", "returned", "refuse")}  # fmt: skip
    if not mine:
        return {}
    forms: dict[str, Form] = {}
    if dispute.subject is None and (found := list(_few(working.offered_operations(dispute)))):
        forms["link"] = RowForm(given["link"], deed="link", rows=found)
    forms["ask"] = SentenceForm(given["ask"], deed="ask")
    if row is not None and row.outcome == Outcome.HELD:
        forms["release"] = SentenceForm(given["release"], deed="release")
    if refunds := list(_few(working.offered_refunds(dispute))):
        forms["returned"] = RowForm(given["returned"], deed="returned", rows=refunds)
    forms["refuse"] = SentenceForm(given["refuse"], deed="refuse")
    return forms


def _few(rows: Any) -> Any:
    return rows[: working.OFFERED]


def _act(request: HttpRequest, dispute: Dispute, forms: dict[str, Form]) -> bool:
    """Do what the button says; False if its form has to be shown again."""
    deed, by = request.POST.get("deed", ""), request.user
    assert isinstance(by, User)
    if deed == "take":
        working.take_dispute(dispute=dispute, by=by)
        return True
    if deed == "free":
        working.close_returned(dispute=dispute, by=by)
        return True
    form = forms.get(deed)
    if form is None:
        return True
    if not form.is_valid():
        return False
    _do(deed, dispute, by, form.cleaned_data)
    waits = _("Sent for approval: it is not in force yet.")
    messages.success(request, waits if deed == "release" else _("Done. The customer is told."))
    return True


def _do(deed: str, dispute: Dispute, by: User, said: dict[str, str]) -> None:
    if deed == "link":
        working.link_operation(dispute=dispute, by=by, operation_id=UUID(said["row"]))
    elif deed == "returned":
        working.close_returned(dispute=dispute, by=by, refund_id=UUID(said["row"]))
    elif deed == "ask":
        working.ask_shop(dispute=dispute, by=by, note=said["note"])
    elif deed == "release":
        working.propose_release(dispute=dispute, by=by, word=said["note"])
    else:
        working.refuse_dispute(dispute=dispute, by=by, reason=said["note"])


def _shown(request: HttpRequest, dispute: Dispute, forms: dict[str, Form]) -> dict[str, Any]:
    row = dispute.authorization
    return {
        **admin.site.each_context(request),
        "title": _("Dispute"),
        "dispute": dispute,
        "forms": forms,
        "form": next((form for form in forms.values() if form.is_bound), None),
        "steps": dispute.steps.all(),
        "waits": row and waiting_for(row.pk, working.RELEASE),
        "is_mine": dispute.taken_by_id == request.user.pk,
        "is_free": dispute.is_open and working.is_free(dispute),
    }
