"""Pages of a biller's invoice: whose account, what it owes, how much of it is paid."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from accounts.sign_in.typed import keeps_typed
from homebank.lib.errors import Refusal
from payments import bills, invoice_pages, pages, tokens
from payments.forms import AccountForm, SumForm
from payments.invoices import request_invoice
from payments.models import Invoice, Service
from payments.sources import sources_of


def ask(request: CustomerRequest, service: Service) -> HttpResponse:
    """The form that asks for the account alone; called by `views.pay`."""
    if request.method != "POST":
        initial = pages.prefill(request.customer, service, request.GET) | request.typed
        return _account_form(request, service, AccountForm(service=service, initial=initial))
    form, token = AccountForm(request.POST, service=service), request.POST.get("form", "")
    try:
        invoice_id = tokens.read(token, customer_id=request.customer.pk, service=service.key)
        if form.is_valid():
            request_invoice(invoice_id=invoice_id, customer=request.customer,
                            service=service, **form.cleaned_data)  # fmt: skip
            return redirect("payments:invoice", invoice_id)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        token = ""
    return _account_form(request, service, form, token)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
@keeps_typed("amount", "card")
def invoice(request: CustomerRequest, invoice_id: UUID) -> HttpResponse:
    """The invoice as it stands: being asked for, refused, or told with the form to pay it."""
    found = get_object_or_404(Invoice.objects.of(request.customer), pk=invoice_id)
    if found.state != Invoice.State.TOLD:
        return render(request, "payments/invoice.html", invoice_pages.of_invoice(found))
    cards = sources_of(request.customer)
    if request.method == "POST":
        form = SumForm(request.POST, service=found.service, cards=cards)
        return _pay(request, found, form)
    initial = invoice_pages.begins_with(found, request.GET) | request.typed
    form = SumForm(service=found.service, cards=cards, initial=initial)
    return _sum_form(request, found, form)


def _pay(request: CustomerRequest, invoice: Invoice, form: SumForm) -> HttpResponse:
    service, token = invoice.service, request.POST.get("form", "")
    try:
        payment_id = tokens.read(token, customer_id=request.customer.pk, service=service.key)
        if form.is_valid():
            bills.start_payment(payment_id=payment_id, customer=request.customer, service=service,
                                account=invoice.account, invoice=invoice,
                                **form.cleaned_data)  # fmt: skip
            return redirect("payments:payment", payment_id)
    except Refusal as refusal:
        if used := getattr(refusal, "payment_id", None):
            messages.info(request, str(refusal))
            return redirect("payments:payment", used)
        form.add_error(None, str(refusal))
        token = ""
    return _sum_form(request, invoice, form, token)


def _account_form(
    request: CustomerRequest, service: Service, form: AccountForm, token: str = ""
) -> HttpResponse:
    fresh = token or tokens.mint(customer_id=request.customer.pk, service=service.key)
    shown = {"service": service, "form": form, "token": fresh, "fee": pages.fee_of(service),
             "section": "payments"}  # fmt: skip
    return render(request, "payments/pay.html", shown)


def _sum_form(
    request: CustomerRequest, invoice: Invoice, form: SumForm, token: str = ""
) -> HttpResponse:
    fresh = token or tokens.mint(customer_id=request.customer.pk, service=invoice.service.key)
    shown = {**invoice_pages.of_invoice(invoice), "form": form, "token": fresh,
             "fee": pages.fee_of(invoice.service)}  # fmt: skip
    return render(request, "payments/invoice.html", shown)
