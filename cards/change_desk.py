"""The desk's pages where a reissued card is handed over, and where a paper is withdrawn."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.staff.desk_guard import why_first
from cards.desk_withdrawal import WithdrawalForm, withdraw_by_bank
from cards.handing_over import hand_over_card
from cards.models import Card
from cards.ordering.delivering import is_changed_by
from documents.models import Document
from homebank.lib.errors import Refusal

HAND_OVER, WITHDRAW = "cards.hand_over_card", "documents.withdraw_document"


def hand_over(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """The card, whose it is, and the button of whoever has seen the document."""
    by = _staff(request, HAND_OVER)
    rows = Card.objects.select_related("customer", "replaces")
    card = get_object_or_404(rows, pk=card_id)
    if (asked := why_first(request, card.customer_id)) is not None:
        return asked
    if request.method == "POST":
        try:
            hand_over_card(card=card, by=by)
            messages.success(request, _("The card is handed over and works."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("admin:cards_card_change", card.pk)
    return _page(request, "hand_over", title=_("Handing over a card"), card=card,
                 waits=card.state == Card.State.WAITS,
                 is_changed_by_reader=is_changed_by(card, by))  # fmt: skip


def withdraw_paper(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """A customer's paper taken back by the bank, with the reason that everybody who checks reads,
    and the one that auditors read."""
    by = _staff(request, WITHDRAW)
    rows = Document.objects.filter(owner__isnull=False).select_related("owner")
    paper = get_object_or_404(rows.defer("pdf"), pk=paper_id)
    assert paper.owner is not None
    if (asked := why_first(request, paper.owner.pk)) is not None:
        return asked
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_by_bank(paper=paper, by=by, **form.cleaned_data)
            messages.success(request, _("The paper is withdrawn."))
            return redirect("admin:documents_document_change", paper.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _page(request, "withdraw", title=_("Withdrawing a paper"), paper=paper, form=form)


def _staff(request: HttpRequest, permission: str) -> User:
    by = request.user
    if not by.has_perm(permission) or not isinstance(by, User):
        raise PermissionDenied
    return by


def _page(request: HttpRequest, name: str, **shown: Any) -> HttpResponse:
    context = {**admin.site.each_context(request), **shown}
    return render(request, f"admin/cards/{name}.html", context)
