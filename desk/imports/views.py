"""Imports at the desk: the list with the upload, one import, its rows masked, its report."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.four_eyes import waiting_for
from accounts.models import User
from accounts.staff.exports import reason_to_take
from desk.csv_files import csv_answer
from desk.imports import keeping
from desk.imports.columns import COLUMNS, REQUIRED
from desk.imports.faults import words_of
from desk.imports.forms import UploadForm
from desk.imports.reporting import counts_of, faults_of, report_rows, told
from desk.imports.rows import page_of
from desk.models import CardImport, ImportState
from desk.staff import staff_of
from homebank.lib.errors import Refusal
from homebank.lib.unattended import renews_itself
from homebank.lib.uploads import takes_file, typed_file
from notifications.events import record

SEES, UPLOADS, DECIDES = "desk.view_cardimport", "desk.propose_import", "desk.decide_import"
NEWEST, SHOWN = 30, 100
# The file is there and its check is over.
READABLE = (ImportState.CHECKED, ImportState.IMPORTING)


@takes_file(most=keeping.MOST_BYTES)
def imports(request: HttpRequest) -> HttpResponseBase:
    """The newest imports; POST takes a file over for its check."""
    by = staff_of(request)
    _need(request, UPLOADS if request.method == "POST" else SEES)
    form = UploadForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            of = keeping.keep_upload(content=typed_file(request, "file"), by=by)
            return redirect("desk:import", of.pk)
        except Refusal as refusal:
            form.is_valid()
            form.add_error("file", str(refusal))
    newest = CardImport.objects.select_related("made_by").order_by("-made_at")[:NEWEST]
    return _page(request, "list", title=_("Imports of cards"), form=form, imports=newest,
                 columns=COLUMNS, required=REQUIRED, may_upload=by.has_perm(UPLOADS))  # fmt: skip


@renews_itself
@require_GET
def one_import(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    """How far it is, what is wrong with its lines, and what may be done."""
    _need(request, SEES)
    rows = CardImport.objects.select_related("made_by", "file").defer("file__content")
    of = get_object_or_404(rows, pk=import_id)
    faults = [told(fault) for fault in faults_of(of)[:SHOWN]]
    return _page(request, "one", title=_("Import of cards"), subtitle=of.name, of=of,
                 counts=counts_of(of), faults=faults, waits=waiting_for(of.pk),
                 refusal=words_of(of.fault) if of.fault else None,
                 may_propose=staff_of(request).has_perm(UPLOADS), is_kept=hasattr(of, "file"),
                 may_read=of.state in READABLE and _may_read(staff_of(request)))  # fmt: skip


@require_GET
def rows(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    """What will be opened, masked, for whoever proposes or approves it; each look is an event."""
    by = staff_of(request)
    if not _may_read(by):
        raise PermissionDenied
    of = get_object_or_404(CardImport, pk=import_id, state__in=READABLE)
    asked = request.GET
    page = page_of(of, after=asked.get("after", ""), only=asked.get("only", ""))
    if page is None:
        raise Http404
    seen = [row.line for row in page.rows]
    facts = {"operator": by.login_name or "", "file": of.name,
             "lines": f"{seen[0]}–{seen[-1]}" if seen else "0"}  # fmt: skip
    record(kind="import.rows-looked-at", customer_id=None, subject=of.pk, facts=facts)
    return _page(request, "rows", title=_("What will be opened"), subtitle=of.name, of=of,
                 page=page, counts=counts_of(of))  # fmt: skip


@require_POST
def discard(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    """Nobody wants the file: it is forgotten."""
    _need(request, UPLOADS)
    of = get_object_or_404(CardImport, pk=import_id)
    try:
        keeping.discard_import(of=of, by=staff_of(request))
        messages.success(request, _("Discarded: the file is deleted, nothing was imported."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:import", of.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    """The faults as CSV, line by line, for a reason."""
    _need(request, SEES)
    of = get_object_or_404(CardImport, pk=import_id)
    why = reason_to_take(request, what=_("Report of the import as CSV"),
                         back=reverse("desk:import", args=[of.pk]))  # fmt: skip
    if not isinstance(why, str):
        return why
    facts = {"operator": staff_of(request).login_name or "", "file": of.name, "reason": why}
    return csv_answer(
        f"import-{of.pk}.csv", report_rows(of),
        taken=lambda rows: record(kind="import.report-taken", customer_id=None, subject=of.pk,
                                  facts={**facts, "rows": str(rows)}),
    )  # fmt: skip


def _may_read(by: User) -> bool:
    return by.has_perm(UPLOADS) or by.has_perm(DECIDES)


def _need(request: HttpRequest, permission: str) -> None:
    if not staff_of(request).has_perm(permission):
        raise PermissionDenied


def _page(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    site = admin.site.each_context(request)
    return render(request, f"desk/imports/{name}.html", {**site, **context})
