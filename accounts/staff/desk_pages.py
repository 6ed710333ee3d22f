"""The desk's pages about one customer: why the file is opened, the call, number, SIM, codeword."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts.codewords import checking
from accounts.errors import AccountsRefused
from accounts.four_eyes.proposing import waiting_for
from accounts.limits import CODEWORD_CHECKS
from accounts.models import Customer, Proposal
from accounts.recovery import sim, trusted_number
from accounts.sign_in.visits import is_ours
from accounts.staff import calls, openings
from accounts.staff.call_words import words_in_each
from accounts.staff.desk_forms import CodewordSaidForm, NumberForm, ReasonForm, WhyForm
from accounts.staff.desk_guard import for_customer


def pages(guard: Callable[..., Any]) -> list[URLPattern]:
    """Their addresses under the customer's, each behind the desk's own guard."""
    each = {"reason": reason, "call": call, "number": number, "sim": sim_card,
            "codeword-check": said_codeword}  # fmt: skip
    return [
        path(f"<uuid:customer_id>/{name}/", guard(view), name=f"accounts_customer_{name}")
        for name, view in each.items()
    ]


def reason(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Why the file is opened; then on to the page that was asked for."""
    if not request.user.has_perm("accounts.view_customer"):
        raise PermissionDenied
    customer = get_object_or_404(Customer, pk=customer_id)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            openings.open_file(customer=customer, by=_operator(request), **form.cleaned_data)
            return redirect(_onward(request, customer))
        except AccountsRefused as refusal:
            form.add_error(None, str(refusal))
    title = _("Why do you open this file?")
    return _page(request, customer, "reason", title=title, form=form)


@for_customer("call_customer")
def call(request: HttpRequest, customer: Customer) -> HttpResponse:
    """\"I am calling this customer\", the two words, and the end of the call."""
    if request.method == "POST":
        deed = calls.end_call if "end" in request.POST else calls.begin_call
        try:
            deed(customer=customer, by=_operator(request))
        except AccountsRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("admin:accounts_customer_call", customer.pk)
    now = calls.call_to(customer=customer)
    mine = now if now and now.operator_id == request.user.pk else None
    return _page(request, customer, "call", title=_("A call to the customer"), call=mine,
                 words=words_in_each(mine) if mine else {})  # fmt: skip


@for_customer("propose_number", "decide_number")
def number(request: HttpRequest, customer: Customer) -> HttpResponse:
    """The trusted number: propose another; whoever decides does so on the proposal's own page."""
    form = NumberForm(request.POST or None)
    if request.method == "POST":
        _need(request, "propose_number")
        try:
            if form.is_valid():
                trusted_number.propose_number(customer=customer, by=_operator(request),
                                              **form.cleaned_data)  # fmt: skip
                messages.success(request, _("Sent for approval: it is not in force yet."))
                return redirect("admin:accounts_customer_number", customer.pk)
        except AccountsRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:accounts_customer_number", customer.pk)
    told = customer.proposals.filter(kind=trusted_number.KIND).order_by("-proposed_at")
    decided = told.exclude(state=Proposal.State.WAITS).select_related("proposed_by", "decided_by")
    return _page(request, customer, "number", title=_("Trusted number"), form=form,
                 waits=waiting_for(customer.pk, trusted_number.KIND),
                 decided=decided[:10])  # fmt: skip


@for_customer("mark_sim")
def sim_card(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Stop codes by SMS, or let them go out again."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {"customer": customer, "by": _operator(request), **form.cleaned_data}
        try:
            if "clear" in request.POST:
                _need(request, "clear_sim")
                sim.clear_sim(**said)
            else:
                sim.mark_sim_changed(**said)
            return redirect("admin:accounts_customer_sim", customer.pk)
        except AccountsRefused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, customer, "sim", title=_("Codes by SMS"), form=form)


@sensitive_post_parameters("codeword")
@for_customer("check_codeword")
def said_codeword(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Match or no match for what a caller says, with the tries that are left."""
    form, verdict = CodewordSaidForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            verdict = checking.check_codeword_for(
                customer=customer, typed=form.cleaned_data["codeword"], by=_operator(request)
            )
        except AccountsRefused as refusal:
            form.add_error("codeword", str(refusal))
    return _page(request, customer, "codeword_check", title=_("What the caller says"), form=form,
                 verdict=verdict, tries=checking.tries_of(customer.pk),
                 most=CODEWORD_CHECKS.count, log=checking.latest_checks(customer)
                 )  # fmt: skip


def _need(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(f"accounts.{permission}"):
        raise PermissionDenied


def _operator(request: HttpRequest) -> Any:
    return request.user


def _onward(request: HttpRequest, customer: Customer) -> str:
    """Where the reason was asked for, if that lies at the desk; else the file."""
    wanted, desk = request.GET.get("next", ""), reverse("admin:index")
    if wanted.startswith(desk) and is_ours(wanted, request):
        return wanted
    return reverse("admin:accounts_customer_change", args=[customer.pk])


def _page(request: HttpRequest, customer: Customer, name: str, **context: Any) -> HttpResponse:
    site = admin.site.each_context(request)
    return render(request, f"admin/accounts/{name}.html", {**site, "customer": customer, **context})
