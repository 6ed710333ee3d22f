"""The receipt as a page and as a sealed PDF."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from documents.answers import pdf_answer
from documents.issuing import find, place_to_check, qr_picture
from documents.verification import looks_at
from homebank.lib.errors import Refusal
from payments import pages
from payments.models import Payment
from payments.receipts import KINDS, receipt_of
from payments.states import State


@require_safe
@customer_required
def receipt(request: CustomerRequest, payment_id: UUID) -> HttpResponse:
    """The receipt, once the payment is over and the money has moved or come back."""
    found = _own(request, payment_id)
    if found.state not in KINDS:
        return redirect("payments:payment", payment_id)
    shown = {**pages.of_payment(found), **_sealed(found)}
    return render(request, "payments/receipt.html", shown)


@require_safe
@customer_required
def receipt_pdf(request: CustomerRequest, payment_id: UUID) -> HttpResponse:
    """The sealed PDF in the reader's language. The first look makes it, each later one reads it."""
    found = _own(request, payment_id)
    try:
        paper = receipt_of(found, language=(get_language() or "ru")[:2])
    except Refusal as refusal:
        messages.info(request, str(refusal))
        return redirect("payments:payment", payment_id)
    return pdf_answer(paper, name=f"homebank-{found.receipt_number}-{paper.language}.pdf")


def _sealed(payment: Payment) -> dict[str, Any]:
    """The paper in the reader's language, if it was asked for, and who looked at it since."""
    kind = KINDS[State(payment.state)]
    looks, last = looks_at(payment.pk, kind)
    paper = find(kind=kind, subject=payment.pk, language=(get_language() or "ru")[:2])
    picture = qr_picture(paper) if paper else ""
    shown = {"looks": looks, "last_look": last, "sealed": paper, "qr": picture}
    return {**shown, "verify_at": place_to_check()}


def _own(request: CustomerRequest, payment_id: UUID) -> Payment:
    return get_object_or_404(Payment.objects.of(request.customer), pk=payment_id)
