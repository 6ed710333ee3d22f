"""The desk's page where approved cards are given to the bureau, and where they leave from."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from cards.models import CardOrder, PrintBatch
from cards.ordering import batches
from cards.ordering.forgetting_files import KEPT_AFTER_TAKEN, KEPT_AT_MOST
from cards.ordering.states import State
from homebank.lib.errors import Refusal

MAKE = "cards.make_batch"
SHOWN = 50


def making(request: HttpRequest) -> HttpResponse:
    """What waits to be made, the last batches, and what the bureau has made. No names, no numbers
    of cards.
    """
    by = _staff(request)
    if request.method == "POST":
        try:
            messages.success(request, _act(request, by))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("admin:cards_cardorder_making")
    made = CardOrder.objects.filter(state=State.PRODUCTION).select_related("card")
    context: dict[str, Any] = {
        **admin.site.each_context(request), "title": _("Cards to be made"),
        "waiting": batches.orders_to_make()[:SHOWN], "largest": batches.LARGEST,
        "batches": PrintBatch.objects.defer("file").order_by("-made_at")[:SHOWN],
        "made": made.order_by("id")[:SHOWN],
        "days": KEPT_AFTER_TAKEN.days, "most": KEPT_AT_MOST.days,
    }  # fmt: skip
    return render(request, "admin/cards/making.html", context)


@require_safe
def batch_file(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The sealed file of a batch, for the bureau; each taking is an event. Back, if it is gone."""
    by = _staff(request)
    batch = get_object_or_404(PrintBatch.objects.defer("file"), pk=batch_id)
    try:
        content = batches.take_file(batch=batch, by=by)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:cards_cardorder_making")
    answer = HttpResponse(content, content_type="application/pkcs7-mime")
    answer["Content-Disposition"] = f'attachment; filename="cards-{batch.pk}.p7m"'
    answer["Cache-Control"] = "no-store"
    return answer


def _act(request: HttpRequest, by: User) -> str:
    if "sent" not in request.POST:
        made = batches.make_batch(by=by)
        return _("Cards in the new batch: {count}.").format(count=made.count)
    rows = CardOrder.objects.filter(state=State.PRODUCTION)
    known = {str(key): key for key in rows.values_list("pk", flat=True)[:SHOWN]}
    if (order_id := known.get(request.POST["sent"])) is None:
        raise Http404
    batches.dispatch_order(order_id=order_id, by=by)
    return _("The card is on its way. The customer is told by SMS.")


def _staff(request: HttpRequest) -> User:
    by = request.user
    if not by.has_perm(MAKE) or not isinstance(by, User):
        raise PermissionDenied
    return by
