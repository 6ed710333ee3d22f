"""Files of a statement: taken at once, or asked for, watched and taken when a worker made them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from cards.models import Card, StatementExport
from cards.models.exports import ExportState, FileForm
from cards.statements.asking import (
    File,
    file_at_once,
    is_long,
    kept_file,
    request_file,
    wanted_of,
)
from cards.statements.finding import Statement
from cards.views.area import own_card, show_tab
from homebank.lib.errors import Refusal
from homebank.lib.unattended import renews_itself


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def statement_file(request: CustomerRequest, card_id: UUID, extension: str) -> HttpResponse:
    """The statement of the address as a file; a long one: the page that has it made."""
    if extension not in FileForm.values:
        raise Http404
    own, form = own_card(request, card_id), FileForm(extension)
    statement = wanted_of(own, request.GET)
    if statement is None:
        return _back(request, own)
    try:
        if request.method == "POST":
            return _ask(request, own, statement, form)
        if is_long(statement):
            page = "cards/statement_file.html"
            return show_tab(request, own, page, statement=statement, form=form, wish=statement.wish)
        return _sent(
            file_at_once(statement=statement, card=own, customer=request.customer, form=form)
        )
    except Refusal as refusal:
        messages.info(request, str(refusal))
        return _back(request, own)


@renews_itself
@require_safe
@customer_required
def export(request: CustomerRequest, card_id: UUID, export_id: UUID) -> HttpResponse:
    """How far the file is; the page refreshes itself until it is ready."""
    own = own_card(request, card_id)
    found = _own_export(request, own, export_id)
    return show_tab(request, own, "cards/export.html", within="statement", **_shown(found))


@require_safe
@customer_required
def export_file(request: CustomerRequest, card_id: UUID, export_id: UUID) -> HttpResponse:
    """The file, once it is ready; before that, the page that says how far it is."""
    own = own_card(request, card_id)
    found = _own_export(request, own, export_id)
    if found.state != ExportState.READY:
        return redirect("cards:export", card_id, export_id)
    return _sent(kept_file(found), size=found.size)


def _own_export(request: CustomerRequest, card: Card, export_id: UUID) -> StatementExport:
    mine = StatementExport.objects.of(request.customer).filter(card=card)
    return get_object_or_404(mine, pk=export_id)


def _ask(
    request: CustomerRequest, card: Card, statement: Statement, form: FileForm
) -> HttpResponse:
    made = request_file(
        statement=statement, card=card, customer=request.customer, form=form,
        language=(get_language() or "ru")[:2],
    )  # fmt: skip
    return redirect("cards:export", card.pk, made.pk)


def _shown(found: StatementExport) -> dict[str, Any]:
    waits = found.state == ExportState.WAITING
    return {"export": found, "waits": waits, "failed": found.state == ExportState.FAILED}


def _back(request: CustomerRequest, card: Card) -> HttpResponse:
    """To the page of the same address, where each wrong part has its sentence."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{reverse('cards:card', args=[card.pk])}?{query}".rstrip("?"))


def _sent(file: File, size: int = 0) -> HttpResponse:
    answer = StreamingHttpResponse(file.pieces, content_type=file.content)
    answer["Content-Disposition"] = content_disposition_header(True, file.name)
    answer["X-Robots-Tag"] = "noindex"
    if size:
        answer["Content-Length"] = str(size)
    return answer  # type: ignore[return-value]
