"""Sharing a receipt: a link that anybody can open, made when its owner asks for it."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from documents.issuing import address_of, find
from homebank.lib.errors import Refusal
from payments.models import Payment
from payments.receipts import KINDS, receipt_of
from payments.states import State


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def share(request: CustomerRequest, payment_id: UUID) -> HttpResponse:
    """What a receiver will see, the link to send, and the ways to send it."""
    payment = get_object_or_404(Payment.objects.of(request.customer), pk=payment_id)
    language = (get_language() or "ru")[:2]
    if payment.state not in KINDS:
        return redirect("payments:payment", payment_id)
    if request.method == "POST":
        try:
            receipt_of(payment, language=language)
        except Refusal as refusal:
            messages.info(request, str(refusal))
        return redirect("payments:share", payment_id)
    paper = find(kind=KINDS[State(payment.state)], subject=payment.pk, language=language)
    link = address_of(paper) if paper else ""
    shown = {"payment": payment, "link": link, "letter": _letter(payment, link),
             "section": "payments"}  # fmt: skip
    return render(request, "payments/share.html", shown)


def _letter(payment: Payment, link: str) -> str:
    """An address that opens a letter with the link in it; nobody is written to by us."""
    subject = _("Receipt {number}").format(number=payment.receipt_number)
    body = _("Check the receipt with the bank: {link}").format(link=link)
    return "mailto:?" + urlencode({"subject": subject, "body": body}).replace("+", "%20")
