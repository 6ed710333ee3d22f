"""Papers of accounts: a notice or a certificate made, the list of those made, one of them."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from cards.papers.forms import CertificateForm, NoticeForm
from cards.papers.issuing import (
    issue_certificate,
    issue_notice,
    papers_of,
    withdraw_certificate,
)
from cards.views.area import own_card
from documents.answers import pdf_answer
from documents.issuing import address_of, place_to_check, qr_picture
from documents.models import Document, Kind
from homebank.lib.errors import Refusal
from homebank.lib.ids import uuid7
from ledger.accounts import balance_of

PAGE = 20
READ, POST = ["GET", "HEAD", "POST"], "POST"


@require_http_methods(READ)
@customer_required
def notice(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """The notice of the 20-digit account, in a language of choice."""
    card = own_card(request, card_id)
    form = NoticeForm(request.POST or None, initial=_fresh())
    if request.method == POST and form.is_valid():
        try:
            return redirect("cards:paper", issue_notice(card=card, **form.cleaned_data).pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    shown = {"card": card, "form": form, "section": "cards"}
    return render(request, "cards/notice.html", shown)


@require_http_methods(READ)
@customer_required
def certificate(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """The certificate of what is on the account at the moment of the click."""
    card = own_card(request, card_id)
    form = CertificateForm(request.POST or None, initial=_fresh())
    if request.method == POST and form.is_valid():
        try:
            return redirect("cards:paper", issue_certificate(card=card, **form.cleaned_data).pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    now = balance_of(card.account_id)
    shown = {"card": card, "form": form, "balance": now, "section": "cards"}
    return render(request, "cards/certificate.html", shown)


@require_safe
@customer_required
def papers(request: CustomerRequest) -> HttpResponse:
    """All of the customer's papers of accounts, newest first, with what became of them."""
    page = Paginator(papers_of(request.customer), PAGE).get_page(request.GET.get("page"))
    return render(request, "cards/papers.html", {"page": page, "section": "cards"})


@require_safe
@customer_required
def paper(request: CustomerRequest, paper_id: UUID) -> HttpResponse:
    """One paper: its number and code, the file, the link for whoever is to check it."""
    made = _own(request, paper_id)
    shown = {"paper": made, "qr": qr_picture(made), "link": address_of(made),
             "verify_at": place_to_check(), "is_withdrawable": _may_withdraw(made)}  # fmt: skip
    return render(request, "cards/paper.html", {**shown, "section": "cards"})


@require_safe
@customer_required
def paper_pdf(request: CustomerRequest, paper_id: UUID) -> HttpResponse:
    """The sealed file. What was withdrawn stays readable: the page that verifies it says so."""
    made = _own(request, paper_id)
    return pdf_answer(made, name=f"homebank-{made.number_shown}-{made.language}.pdf")


@require_http_methods(READ)
@customer_required
def withdrawal(request: CustomerRequest, paper_id: UUID) -> HttpResponse:
    """Take a certificate back: what that means, and the button."""
    made = _own(request, paper_id)
    if request.method == POST:
        try:
            withdraw_certificate(paper=made)
            messages.success(request, _("The certificate is withdrawn."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("cards:paper", paper_id)
    if not _may_withdraw(made):
        return redirect("cards:paper", paper_id)
    return render(request, "cards/withdrawal.html", {"paper": made, "section": "cards"})


def _own(request: CustomerRequest, paper_id: UUID) -> Document:
    """One of the customer's own papers of accounts; another's is not found (404)."""
    return get_object_or_404(papers_of(request.customer), pk=paper_id)


def _may_withdraw(paper: Document) -> bool:
    return paper.kind == Kind.FUNDS and not paper.is_withdrawn


def _fresh() -> dict[str, object]:
    return {"language": (get_language() or "ru")[:2], "key": uuid7()}
