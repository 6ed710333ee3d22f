"""Registers at the desk: the list with the upload, one day's differences, one difference."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.four_eyes import waiting_for
from desk.imports.keeping import MOST_BYTES
from desk.models import Difference, Register
from desk.registers import working
from desk.registers.comparing import compare
from desk.registers.forms import NoteForm, RegisterForm, titled
from desk.registers.showing import facts_of, listed
from desk.registers.sources import source_of
from desk.staff import staff_of
from homebank.lib.errors import Refusal
from homebank.lib.uploads import takes_file, typed_file

SEES, WORKS = "desk.view_difference", "desk.work_difference"
NEWEST, ON_A_PAGE, DEEPEST = 30, 50, 200
DEEDS = {
    "explain": (working.explain, gettext_lazy("It is written down.")),
    "post": (working.propose_posting, gettext_lazy("Sent for approval: it is not in force yet.")),
}


@takes_file(most=MOST_BYTES)
def registers(request: HttpRequest) -> HttpResponseBase:
    """The newest registers and what waits; POST compares one."""
    by = staff_of(request)
    _need(request, WORKS if request.method == "POST" else SEES)
    form = RegisterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            working.count_upload(by)
            made = compare(file=BytesIO(typed_file(request, "file")), day=said["day"],
                           source=source_of(said["source"]), by=by.login_name or "")  # fmt: skip
            return redirect("desk:register", made.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    newest = listed(Register.objects.order_by("-day", "source", "-at")[:NEWEST])
    return _page(request, "list", title=_("Registers"), form=form, registers=newest,
                 waiting=Difference.objects.unexplained().order_by("day")[:ON_A_PAGE],
                 may_work=by.has_perm(WORKS))  # fmt: skip


@require_GET
def register(request: HttpRequest, register_id: UUID) -> HttpResponseBase:
    """The differences of the register's day, the open ones first."""
    _need(request, SEES)
    found = get_object_or_404(Register, pk=register_id)
    rows = Difference.objects.filter(source=found.source, day=found.day)
    is_all = "all" in request.GET
    shown = rows if is_all else rows.unexplained()
    pages = Paginator(shown.order_by("kind", "id")[: ON_A_PAGE * DEEPEST], ON_A_PAGE)
    return _page(request, "one", title=_("Register"), subtitle=f"{titled(found.source)}",
                 register=found, is_all=is_all, page=pages.get_page(request.GET.get("page")),
                 unexplained=rows.unexplained().count(), every=rows.count())  # fmt: skip


def difference(request: HttpRequest, difference_id: UUID) -> HttpResponseBase:
    """One difference with its story; POST takes or explains it, or proposes its posting."""
    _need(request, WORKS if request.method == "POST" else SEES)
    found = get_object_or_404(Difference, pk=difference_id)
    form = NoteForm(request.POST if request.POST.keys() & DEEDS.keys() else None)
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            _work(request, found, form)
            return redirect("desk:difference", found.pk)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            found.refresh_from_db()
    return _page(request, "difference", title=found.get_kind_display().capitalize(), form=form,
                 subtitle=found.shown, difference=found, facts=facts_of(found),
                 steps=found.steps.all(), waits=waiting_for(found.pk),
                 may_work=staff_of(request).has_perm(WORKS))  # fmt: skip


def _work(request: HttpRequest, found: Difference, form: NoteForm) -> None:
    by = staff_of(request)
    name = next((each for each in DEEDS if each in request.POST), "")
    if name:
        do, done = DEEDS[name]
        do(difference_id=found.pk, by=by, note=form.cleaned_data["note"])
        messages.success(request, str(done))
    elif "take" in request.POST:
        working.take(difference_id=found.pk, by=by)


def _need(request: HttpRequest, permission: str) -> None:
    if not staff_of(request).has_perm(permission):
        raise PermissionDenied


def _page(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    site = admin.site.each_context(request)
    return render(request, f"desk/registers/{name}.html", {**site, **context})
