"""Which cards a customer has: a virtual one more, one in place of another, one closed."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from cards.change_errors import ChangeRefused
from cards.change_forms import AccountForm, CauseForm, TargetForm
from cards.closing import (
    ask_to_close,
    blockers_of,
    is_last_of_account,
    price_of_move,
    remainder_of,
    targets_of,
)
from cards.models import Card
from cards.reissuing import ask_to_reissue, check_may_reissue, successor_of
from cards.views.area import own_card
from cards.virtual import MOST, ask_for_virtual_card, check_may_have_one, own_accounts
from homebank.lib.errors import Refusal
from tariffs.explanations import explain

READ, POST = ["GET", "HEAD", "POST"], "POST"


@require_http_methods(READ)
@customer_required
def virtual(request: CustomerRequest) -> HttpResponse:
    """A virtual card: over which account, what it costs, and the code."""
    accounts = own_accounts(request.customer) if request.customer.is_identified else []
    form = AccountForm(request.POST or None, accounts=accounts)
    if request.method == POST and form.is_valid():
        account = form.cleaned_data.get("account", "")
        try:
            deed = ask_for_virtual_card(
                customer=request.customer, account=account, language=_language()
            )
            return redirect("accounts:confirm", deed.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    why = _why_not(check_may_have_one, customer=request.customer)
    return _page(request, "virtual", form=form, why=why, most=MOST)


@require_http_methods(READ)
@customer_required
def reissue(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """A card in place of this one: the cause, what it means for the old one, and the code."""
    card = own_card(request, card_id)
    form = CauseForm(request.POST or None)
    if request.method == POST and form.is_valid():
        try:
            deed = ask_to_reissue(card=card, language=_language(), **form.cleaned_data)
            return redirect("accounts:confirm", deed.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    why = _why_not(check_may_reissue, card=card)
    return _page(request, "reissue", card=card, form=form, why=why, successor=successor_of(card))


@require_http_methods(READ)
@customer_required
def closing(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """Close the card: what is in the way, where the remainder moves, and the code."""
    card = own_card(request, card_id)
    rest, typed = remainder_of(card), request.POST if request.method == POST else None
    form = TargetForm(typed, targets=targets_of(card))
    if not rest:
        form.fields.pop("target")
    if typed is not None and form.is_valid():
        try:
            target = form.cleaned_data.get("target", "")
            deed = ask_to_close(card=card, target=target, language=_language())
            return redirect("accounts:confirm", deed.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _page(request, "closing", form=form, **_closed_how(card))


def _closed_how(card: Card) -> dict[str, Any]:
    rest = remainder_of(card)
    told = price_of_move(rest) if rest else None
    return {
        "card": card, "rest": rest, "price": told, "why_so": explain(told) if told else None,
        "blockers": blockers_of(card), "is_last": is_last_of_account(card),
    }  # fmt: skip


def _why_not(check: Any, **what: Any) -> str:
    """The sentence that says why nothing can be asked for here, or nothing."""
    try:
        check(**what)
    except ChangeRefused as refusal:
        return str(refusal)
    return ""


def _language() -> str:
    return get_language() or "ru"


def _page(request: CustomerRequest, name: str, **shown: Any) -> HttpResponse:
    return render(request, f"cards/{name}.html", {**shown, "section": "cards"})
