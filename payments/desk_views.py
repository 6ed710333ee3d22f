"""The desk's page of an unknown payment: propose its outcome, approve or reject the proposal."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.staff.desk_guard import why_first
from homebank.lib.errors import Refusal
from payments.forms import RejectForm, ResolutionForm
from payments.models import Payment, Resolution
from payments.resolving import approve_resolution, propose_resolution, reject_resolution
from payments.states import State

PROPOSE, DECIDE = "payments.propose_resolution", "payments.decide_resolution"


def resolution(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """What is known, the proposal if one waits, and what this operator may do about it."""
    user = request.user
    if not (user.has_perm(PROPOSE) or user.has_perm(DECIDE)):
        raise PermissionDenied
    payment = get_object_or_404(
        Payment.objects.select_related("customer", "service"), pk=payment_id
    )
    if (asked := why_first(request, payment.customer_id)) is not None:
        return asked
    forms = {"form": ResolutionForm(), "reject_form": RejectForm()}
    if request.method == "POST":
        try:
            if _act(request, payment, forms):
                return redirect("admin:payments_payment_resolution", payment_id)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:payments_payment_resolution", payment_id)
    return render(request, "admin/payments/resolution.html", _shown(request, payment, forms))


def _act(request: HttpRequest, payment: Payment, forms: dict[str, Any]) -> bool:
    """Do what the button says; False if its form has to be shown again."""
    deeds = {"propose": _propose, "approve": _approve, "reject": _reject}
    deed = deeds.get(request.POST.get("deed", ""))
    return deed(request, payment, forms) if deed else True


def _propose(request: HttpRequest, payment: Payment, forms: dict[str, Any]) -> bool:
    _need(request, PROPOSE)
    form = forms["form"] = ResolutionForm(request.POST)
    if not form.is_valid():
        return False
    propose_resolution(payment_id=payment.pk, by=_operator(request), **form.cleaned_data)
    messages.success(request, _("Sent for approval: it is not in force yet."))
    return True


def _approve(request: HttpRequest, payment: Payment, forms: dict[str, Any]) -> bool:
    _need(request, DECIDE)
    approve_resolution(resolution_id=_proposal(request, payment), by=_operator(request))
    messages.success(request, _("Approved. The customer is told by SMS."))
    return True


def _reject(request: HttpRequest, payment: Payment, forms: dict[str, Any]) -> bool:
    _need(request, DECIDE)
    form = forms["reject_form"] = RejectForm(request.POST)
    if not form.is_valid():
        return False
    reject_resolution(resolution_id=_proposal(request, payment), by=_operator(request),
                      **form.cleaned_data)  # fmt: skip
    messages.success(request, _("Rejected. The payment waits on."))
    return True


def _proposal(request: HttpRequest, payment: Payment) -> int:
    """The proposal that the operator looked at: a newer one is another matter."""
    number = request.POST.get("proposal", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    found = get_object_or_404(payment.resolutions, pk=int(number) if is_number else 0)
    return int(found.pk)


def _need(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _operator(request: HttpRequest) -> Any:
    return request.user


def _shown(request: HttpRequest, payment: Payment, forms: dict[str, Any]) -> dict[str, Any]:
    told = payment.resolutions.select_related("proposed_by", "decided_by")
    waits = told.filter(state=Resolution.State.WAITS).first()
    is_unknown = payment.state == State.UNKNOWN
    return {
        **admin.site.each_context(request),
        **forms,
        "title": _("Outcome of the payment {number}").format(number=payment.receipt_number),
        "payment": payment,
        "waits": waits,
        "earlier": told.exclude(state=Resolution.State.WAITS),
        "may_propose": is_unknown and waits is None and request.user.has_perm(PROPOSE),
        "may_decide": waits is not None and request.user.has_perm(DECIDE)
        and waits.proposed_by_id != request.user.pk,
        "is_own": waits is not None and waits.proposed_by_id == request.user.pk,
    }  # fmt: skip
