"""The customer's pages of an order: choose, fill in page by page, check, send, follow."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.codewords.errors import CodewordRefused
from accounts.decorators import customer_required
from accounts.errors import AccountsRefused
from accounts.factors.errors import AlreadyConfirmed
from accounts.forms import CodeForm
from accounts.http import CustomerRequest
from accounts.sign_in.typed import keeps_typed
from accounts.views.code_page import check_code_waits, code_context
from accounts.views.steps import say
from cards.models import CardOrder, OrderState
from cards.ordering.answers import Answer, after, find_answer, missing_of, open_for
from cards.ordering.comparison import compared
from cards.ordering.drafting import begin_order, cancel_order, keep_answer, living_order
from cards.ordering.errors import OrderRefused
from cards.ordering.forms import OrderForm
from cards.ordering.papers import open_paper, text_for
from cards.ordering.phone_proof import ask_for_proof, needs_proof, proof_of, prove_phone
from cards.ordering.sending import ask_to_send
from cards.ordering.shown import SECTION, order_context, page_context, track_context
from cards.ordering.summary import lines_of
from homebank.lib.errors import Refusal
from homebank.lib.network import network_of


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def products(request: CustomerRequest) -> HttpResponse:
    """The bank's cards side by side, and one's own orders; a POST begins an order."""
    if request.method == "POST":
        try:
            made = begin_order(
                customer=request.customer, product=request.POST.get("product", ""),
                language=_language(),
            )  # fmt: skip
            return redirect("orders:onward", made.pk)
        except OrderRefused as refusal:
            messages.error(request, str(refusal))
    orders = list(CardOrder.objects.of(request.customer)[:20])
    shown = {"compared": compared(), "orders": orders, "living": living_order(request.customer)}
    return render(request, "orders/products.html", {**shown, **SECTION})


@require_safe
@customer_required
def order(request: CustomerRequest, order_id: UUID) -> HttpResponse:
    """How an order goes; a draft leads on to what is still to be filled in."""
    found = _own(request, order_id)
    if found.state == OrderState.DRAFT:
        return redirect("orders:onward", order_id)
    return render(request, "orders/order.html", track_context(found))


@require_safe
@customer_required
def onward(request: CustomerRequest, order_id: UUID) -> HttpResponse:
    """To the first page that is still to be filled in, or to the check."""
    found = _own(request, order_id)
    if not found.is_editable:
        return redirect("orders:order", order_id)
    return redirect(_address(found, missing_of(found)))


@keeps_typed(
    "brand",
    "is_resident",
    "full_name",
    "latin_name",
    "document_kind",
    "delivery",
    "city",
    "address",
    "branch",
)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def page(request: CustomerRequest, order_id: UUID, page: str) -> HttpResponse:
    """One page of the order. `then=check`: it was opened from there and leads back."""
    found = _own(request, order_id)
    answer = find_answer(found, page)
    if answer is None:
        raise Http404
    if answer not in open_for(found):
        return redirect("orders:order", order_id)
    if answer.form is None:
        return redirect("photos:of-order", order_id)
    form = _form(request, found, answer)
    if form.is_valid() and (kept := _kept(request, found, answer, form)) is not None:
        return redirect(_next(request, kept, answer))
    return render(request, "orders/page.html", page_context(request, found, answer, form))


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def check(request: CustomerRequest, order_id: UUID) -> HttpResponse:
    """All answers, each with a way to change it; a POST asks for the code that sends them."""
    found = _own(request, order_id)
    if not found.is_editable or missing_of(found) is not None:
        return redirect("orders:onward", order_id)
    if request.method == "POST":
        try:
            deed = ask_to_send(order=found, language=_language())
            return redirect("accounts:confirm", deed.pk)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    shown = {"lines": lines_of(found, whole=True), "group": 5, **order_context(found)}
    return render(request, "orders/check.html", shown)


@require_safe
@customer_required
def paper(request: CustomerRequest, order_id: UUID, paper: str) -> HttpResponse:
    """A document that is agreed to: that it was opened, and which version, is written down."""
    found = _own(request, order_id)
    try:
        version = open_paper(order=found, slug=paper)
    except LookupError:
        raise Http404 from None
    if paper == "tariffs":
        return redirect(f"{reverse('public:tariff-version', args=[version])}?order={order_id}")
    back = "consent" if paper == "personal-data" else "documents"
    shown = {"text": text_for(paper), "version": version, "order": found, "back": back}
    return render(request, "orders/paper.html", {**shown, **SECTION})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def phone_code(request: CustomerRequest, order_id: UUID) -> HttpResponse:
    """The code to another number than the trusted one; `resend` asks for another."""
    found = _own(request, order_id)
    if not found.is_editable or not needs_proof(found):
        return redirect("orders:onward", order_id)
    form = CodeForm(request.POST or None)
    refused: AccountsRefused | None = None
    try:
        if _proven(request, found, form):
            return redirect("orders:onward", order_id)
    except AlreadyConfirmed:
        return redirect("orders:onward", order_id)
    except AccountsRefused as refusal:
        refused = refusal
        say(form, refusal)
    shown = {"wait": refused, "group": 2, **order_context(found)}
    if (confirmation := proof_of(found)) is not None:
        shown |= code_context(confirmation, form, refused)
    return render(request, "orders/phone_code.html", {"form": form, **shown})


@require_POST
@customer_required
def cancellation(request: CustomerRequest, order_id: UUID) -> HttpResponse:
    """The customer takes the order back."""
    found = _own(request, order_id)
    try:
        cancel_order(order=found)
        messages.success(request, _("The order is cancelled."))
    except OrderRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("orders:order", order_id)


def _language() -> str:
    return get_language() or "ru"


def _own(request: CustomerRequest, order_id: UUID) -> CardOrder:
    mine = CardOrder.objects.of(request.customer).select_related("customer", "card")
    return get_object_or_404(mine, pk=order_id)


def _form(request: CustomerRequest, order: CardOrder, answer: Answer) -> OrderForm:
    assert answer.form is not None
    about: dict[str, Any] = {"order": order, "customer": request.customer}
    if answer.slug == "branch":
        about["wanted"] = request.GET.get("q", "")
    if request.method == "POST":
        return answer.form(request.POST, **about)
    return answer.form(initial=answer.form.first(order) | request.typed, **about)


def _kept(
    request: CustomerRequest, order: CardOrder, answer: Answer, form: OrderForm
) -> CardOrder | None:
    """The order with what the page set; None if it was refused, which the form then says."""
    try:
        return keep_answer(
            order=order, answer=answer, fields=form.fields_of(),
            codeword=request.POST.get("codeword", ""),
        )  # fmt: skip
    except CodewordRefused as refusal:
        form.add_error("codeword", str(refusal))
    except OrderRefused as refusal:
        form.add_error(None, str(refusal))
    return None


def _next(request: CustomerRequest, order: CardOrder, answer: Answer) -> str:
    """Where a page leads: to the code of another number, back to the check, or to the next page."""
    if answer.slug == "phone" and needs_proof(order):
        with suppress(AccountsRefused):  # the page of the code says when one may be asked for
            ask_for_proof(order=order, network=network_of(request), language=_language())
        return reverse("orders:phone-code", args=[order.pk])
    if request.GET.get("then") == "check":
        return _address(order, missing_of(order))
    return _address(order, after(order, answer.slug))


def _address(order: CardOrder, answer: Answer | None) -> str:
    """Of a page of the order; of the check, behind the last."""
    if answer is None:
        return reverse("orders:check", args=[order.pk])
    return reverse("orders:page", args=[order.pk, answer.slug])


def _proven(request: CustomerRequest, order: CardOrder, form: CodeForm) -> bool:
    """Send another code if one is asked for, and judge what came; whether the number is proven."""
    if request.method != "POST":
        return False
    confirmation = proof_of(order)
    if confirmation is None or "resend" in request.POST:
        network = network_of(request)
        ask_for_proof(order=order, network=network, language=_language(), again=True)
        return False
    form.is_valid()
    check_code_waits(confirmation, request.POST.get("code", ""))
    prove_phone(order=order, confirmation=confirmation, code=request.POST.get("code", ""))
    messages.success(request, _("The number is proven."))
    return True
