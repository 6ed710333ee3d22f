"""Pages of a customer's templates: keep a payment as one, rename it, delete it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from accounts.sign_in.typed import keeps_typed
from homebank.lib.errors import Refusal
from payments.forms import TemplateForm
from payments.models import Payment, PaymentTemplate
from payments.payment_templates import (
    KEPT_FROM,
    delete_template,
    keep_template,
    rename_template,
)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
@keeps_typed("name")
def keep(request: CustomerRequest, payment_id: UUID) -> HttpResponse:
    """Under which name the payment is kept."""
    payment = get_object_or_404(Payment.objects.of(request.customer), pk=payment_id)
    if payment.state not in KEPT_FROM:
        return redirect("payments:payment", payment_id)
    form = TemplateForm(
        request.POST or None, initial={"name": payment.service.name[:40]} | request.typed
    )
    if request.method == "POST" and form.is_valid():
        try:
            name = form.cleaned_data["name"]
            kept = keep_template(payment=payment, customer=request.customer, name=name)
            messages.success(request, _("Kept as a template: {name}").format(name=kept.name))
            return redirect("payments:catalogue")
        except Refusal as refusal:
            form.add_error("name", str(refusal))
    shown = {"form": form, "payment": payment, "section": "payments"}
    return render(request, "payments/keep_template.html", shown)


@require_safe
@customer_required
def templates(request: CustomerRequest) -> HttpResponse:
    """All of them, to choose which to rename or delete."""
    kept = PaymentTemplate.objects.of(request.customer)
    return render(request, "payments/templates.html", {"templates": kept, "section": "payments"})


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
@keeps_typed("name")
def template(request: CustomerRequest, template_id: UUID) -> HttpResponse:
    """One template: its name to change, the way to delete it."""
    found = _own(request, template_id)
    form = TemplateForm(request.POST or None, initial={"name": found.name} | request.typed)
    if request.method == "POST" and form.is_valid():
        try:
            rename_template(template=found, name=form.cleaned_data["name"])
            messages.success(
                request, _("The template has a new name: {name}").format(name=found.name)
            )
            return redirect("payments:catalogue")
        except Refusal as refusal:
            form.add_error("name", str(refusal))
            found = _own(request, template_id)
    shown = {"form": form, "template": found, "section": "payments"}
    return render(request, "payments/template.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def deletion(request: CustomerRequest, template_id: UUID) -> HttpResponse:
    """Whether the template is really deleted."""
    found = _own(request, template_id)
    if request.method == "POST":
        delete_template(template=found)
        messages.success(request, _("The template is deleted: {name}").format(name=found.name))
        return redirect("payments:catalogue")
    shown = {"template": found, "section": "payments"}
    return render(request, "payments/delete_template.html", shown)


def _own(request: CustomerRequest, template_id: UUID) -> PaymentTemplate:
    return get_object_or_404(PaymentTemplate.objects.of(request.customer), pk=template_id)
