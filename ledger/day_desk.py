"""The desk's page for the end of a day: what is in suspense, and the day that may be closed."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from homebank.forms import Form
from ledger.closing import close_day, next_day, unexplained_on
from ledger.errors import BookRefused
from ledger.models import ClosedDay
from ledger.suspense import LONGEST, explain_item, items

EXPLAIN, CLOSE, PAGE = "ledger.explain_suspense", "ledger.close_day", "admin:ledger_end_of_day"


class ExplainForm(Form):
    """What an item is and what is done about it."""

    deed = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=pgettext_lazy("suspense", "Explanation"),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Say what it is and what is done about it.")},
    )


class CloseForm(Form):
    """The day that the page showed: another one meanwhile is refused by its order."""

    day = forms.DateField(widget=forms.HiddenInput)


def end_of_day(request: HttpRequest) -> HttpResponse:
    """What is in suspense, the oldest first, and the next day to close."""
    if not request.user.has_perm("ledger.view_closedday"):
        raise PermissionDenied
    return _page(request, None)


def explain(request: HttpRequest) -> HttpResponse:
    """POST: one note on one item."""
    form = ExplainForm(request.POST)
    by = _allowed(request, EXPLAIN)
    if form.is_valid():
        try:
            explain_item(deed=form.cleaned_data["deed"], text=form.cleaned_data["text"], by=by)
            messages.success(request, _("The explanation is written down."))
            return redirect(PAGE)
        except BookRefused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, form)


def close(request: HttpRequest) -> HttpResponse:
    """POST: close the day that the page showed."""
    form, by = CloseForm(request.POST), _allowed(request, CLOSE)
    if form.is_valid():
        try:
            closed = close_day(day=form.cleaned_data["day"], by=by)
            messages.success(request, _("The day is closed: {day}.").format(day=closed))
            return redirect("admin:ledger_closedday_change", closed.pk)
        except BookRefused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, form)


def _allowed(request: HttpRequest, permission: str) -> str:
    by: Any = request.user
    if request.method != "POST" or not by.has_perm(permission):
        raise PermissionDenied
    return str(by.login_name)


def _page(request: HttpRequest, form: Form | None) -> HttpResponse:
    due = next_day()
    shown = {
        **admin.site.each_context(request), "title": _("End of the day"), "form": form,
        "opts": ClosedDay._meta, "items": items(), "day": due,
        "differ": unexplained_on(due) if due else 0,
        "asked": str(form.data.get("deed", "")) if form else "",
        "typed": form.data.get("text", "") if form else "",
        "may_explain": request.user.has_perm(EXPLAIN), "may_close": request.user.has_perm(CLOSE),
    }  # fmt: skip
    return render(request, "admin/ledger/end_of_day.html", shown)
