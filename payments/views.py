"""Pages of one payment, each step a noun of its own, and the history.

A step out of order, a second click, the back button: each leads to the page of the payment as it
stands, with a sentence.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from accounts.sign_in.typed import keeps_typed
from homebank.lib.errors import Refusal
from payments import bills, invoice_views, pages, tokens
from payments.forms import CodeForm, PayForm
from payments.history import page_of_history
from payments.models import Payment, Service
from payments.sources import sources_of
from payments.states import State


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
@keeps_typed("account", "amount", "card")
def pay(request: CustomerRequest, slug: str) -> HttpResponse:
    """The form of a service, with a fresh id for the payment that it will make."""
    service = get_object_or_404(Service.objects.payable(), key=slug)
    if service.has_invoice:
        return invoice_views.ask(request, service)
    cards = sources_of(request.customer)
    if request.method == "POST":
        return _start(request, service, PayForm(request.POST, service=service, cards=cards))
    initial = pages.prefill(request.customer, service, request.GET) | request.typed
    return _form(request, service, PayForm(service=service, cards=cards, initial=initial))


@require_safe
@customer_required
def payment(request: CustomerRequest, payment_id: UUID) -> HttpResponse:
    """The payment as it stands now: waiting, priced, refused, on its way or over."""
    found = _own(request, payment_id)
    if found.state == State.DONE:
        return redirect("payments:receipt", payment_id)
    return render(request, "payments/payment.html", pages.of_payment(found))


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def code(request: CustomerRequest, payment_id: UUID) -> HttpResponse:
    """Send a code for the draft; then its page."""
    found = _own(request, payment_id)
    if request.method == "POST":
        try:
            found = bills.request_code(payment_id=payment_id, customer=request.customer,
                                       by_sms="sms" in request.POST)  # fmt: skip
        except Refusal as refusal:
            messages.info(request, str(refusal))
    if found.confirmation is None:
        return redirect("payments:payment", payment_id)
    return redirect("payments:confirmation", payment_id)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def confirmation(request: CustomerRequest, payment_id: UUID) -> HttpResponse:
    """What is confirmed, and the box for the code."""
    found, form = _own(request, payment_id), CodeForm()
    if request.method == "POST":
        form = CodeForm({})  # what was typed as a code is judged by accounts and never shown again
        try:
            shown = {name: request.POST.get(name, "") for name in ("code", "passkey")}
            bills.pay_bill(payment_id=payment_id, customer=request.customer, **shown)
            return redirect("payments:payment", payment_id)
        except Refusal as refusal:
            form.add_error(pages.field_of(refusal), str(refusal))
            found = _own(request, payment_id)
    if not pages.waits_for_code(found):
        pages.say_why_not(request, found, form)
        return redirect("payments:payment", payment_id)
    assert found.confirmation is not None
    page = {**pages.of_payment(found), **pages.of_confirmation(found.confirmation), "form": form}
    return render(request, "payments/confirmation.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def refusal(request: CustomerRequest, payment_id: UUID) -> HttpResponse:
    """The customer refuses: free, while no code was entered."""
    _own(request, payment_id)
    if request.method == "POST":
        try:
            bills.refuse_payment(payment_id=payment_id, customer=request.customer)
        except Refusal as reason:
            messages.info(request, str(reason))
    return redirect("payments:payment", payment_id)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def quote(request: CustomerRequest, payment_id: UUID) -> HttpResponse:
    """A new price for a draft whose old one has expired."""
    _own(request, payment_id)
    if request.method == "POST":
        try:
            bills.renew_quote(payment_id=payment_id, customer=request.customer)
        except Refusal as reason:
            messages.info(request, str(reason))
    return redirect("payments:payment", payment_id)


@require_safe
@customer_required
def history(request: CustomerRequest) -> HttpResponse:
    """The customer's payments, newest first."""
    after = pages.uuid_or_none(request.GET.get("after", ""))
    page = page_of_history(customer=request.customer, after=after)
    shown = {"page": page, "is_first": after is None, "section": "history"}
    return render(request, "payments/history.html", shown)


def _own(request: CustomerRequest, payment_id: UUID) -> Payment:
    return get_object_or_404(Payment.objects.of(request.customer), pk=payment_id)


def _start(request: CustomerRequest, service: Service, form: PayForm) -> HttpResponse:
    token = request.POST.get("form", "")
    try:
        payment_id = tokens.read(token, customer_id=request.customer.pk, service=service.key)
        if form.is_valid():
            facts = form.cleaned_data
            bills.start_payment(payment_id=payment_id, customer=request.customer,
                                service=service, **facts)  # fmt: skip
            return redirect("payments:payment", payment_id)
    except Refusal as refusal:
        used: UUID | None = getattr(refusal, "payment_id", None)
        if used is not None:
            messages.info(request, str(refusal))
            return redirect("payments:payment", used)
        form.add_error(None, str(refusal))
        token = ""
    return _form(request, service, form, token)


def _form(
    request: CustomerRequest, service: Service, form: PayForm, token: str = ""
) -> HttpResponse:
    fresh = token or tokens.mint(customer_id=request.customer.pk, service=service.key)
    shown: dict[str, Any] = {"service": service, "form": form, "token": fresh}
    shown["fee"] = pages.fee_of(service)
    return render(request, "payments/pay.html", {**shown, "section": "payments"})
