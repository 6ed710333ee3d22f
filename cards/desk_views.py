"""The desk's page of one card operation where its blocked amount is released."""

from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.desk_forms import ReasonForm
from accounts.desk_guard import why_first
from accounts.models import User
from cards.models import Authorization, Outcome
from cards.releasing import release_hold
from homebank.lib.errors import Refusal

RELEASE = "cards.release_hold"


def release(request: HttpRequest, operation_id: UUID) -> HttpResponse:
    """What is blocked and why one frees it. Behind a reason to open the customer's file."""
    by = request.user
    if not by.has_perm(RELEASE) or not isinstance(by, User):
        raise PermissionDenied
    rows = Authorization.objects.select_related("card__customer").filter(card__isnull=False)
    row = get_object_or_404(rows, pk=operation_id)
    assert row.card is not None
    if (asked := why_first(request, row.card.customer_id)) is not None:
        return asked
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            release_hold(row=row, by=by, reason=form.cleaned_data["reason"])
            messages.success(request, _("The amount is free again."))
            return redirect("admin:cards_authorization_change", row.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    shown = {**admin.site.each_context(request), "title": _("Release of a blocked amount"),
             "row": row, "form": form, "is_held": row.outcome == Outcome.HELD}  # fmt: skip
    return render(request, "admin/cards/release.html", shown)
