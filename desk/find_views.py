"""The page where a customer is looked for: what is typed is posted, so that no address keeps it."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from desk.finding import Hit, find_customers
from desk.staff import staff_of
from homebank.forms import Form, SecretInput
from homebank.lib.errors import Refusal

SEES = "accounts.view_customer"


class FindForm(Form):
    """One box for all that a caller may say. It may hold a card number: never sent back."""

    typed = forms.CharField(
        label=gettext_lazy("What the caller says"), max_length=100,
        help_text=gettext_lazy(
            "Phone, IIN, Homebank ID, whole card number, last four digits and a name, number of "
            "a payment or an order, RRN: each whole."
        ),
        widget=SecretInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Type what the caller says.")},
    )  # fmt: skip


@sensitive_post_parameters("typed")
def find(request: HttpRequest) -> HttpResponse:
    """To the only customer that is found; to choose among several; or that there is none."""
    by = staff_of(request)
    if not by.has_perm(SEES):
        raise PermissionDenied
    form, hits = FindForm(request.POST or None), list[Hit]()
    if request.method == "POST" and form.is_valid():
        try:
            hits = find_customers(typed=form.cleaned_data["typed"], by=by)
        except Refusal as refusal:
            form.add_error("typed", str(refusal))
        if len(hits) == 1:
            return redirect("desk:customer", hits[0].customer.pk)
    shown = {**admin.site.each_context(request), "title": _("Look for a customer"), "form": form,
             "hits": hits, "is_asked": form.is_bound and form.is_valid()}  # fmt: skip
    return render(request, "desk/find.html", shown)
