"""Freezing, unfreezing and blocking a card: each a form that says before what it does."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from cards.blocking import block_own
from cards.freezing import ask_to_unfreeze, freeze_card
from cards.switch_forms import BlockForm
from cards.views.area import own_card, show_tab
from homebank.lib.errors import Refusal


@require_POST
@customer_required
def freeze(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """One press, no code. A second press changes nothing and says the same."""
    own = own_card(request, card_id)
    try:
        freeze_card(card=own)
        frozen = _("Card *{last4} is frozen. You can unfreeze it here at any time.")
        messages.success(request, frozen.format(last4=own.last4))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("cards:settings", card_id)


@require_POST
@customer_required
def unfreeze(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """To the page of the code."""
    own = own_card(request, card_id)
    try:
        deed = ask_to_unfreeze(card=own, language=request.LANGUAGE_CODE)
        return redirect("accounts:confirm", deed.pk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("cards:settings", card_id)


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def block(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """What happened, asked once more with what it means: only a branch lifts a block."""
    own = own_card(request, card_id)
    form = BlockForm(request.POST if request.method == "POST" else None)
    if own.standing == "blocked":
        return redirect("cards:blocked", card_id)
    if request.method == "POST" and form.is_valid():
        try:
            block_own(card=own, cause=form.cleaned_data["cause"])
            return redirect("cards:blocked", card_id)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("cards:settings", card_id)
    return show_tab(request, own, "cards/block.html", form=form, within="settings")


@require_safe
@customer_required
def blocked(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """What was done, where it is undone, and what now. For a card that is not blocked: settings."""
    own = own_card(request, card_id)
    if own.standing != "blocked":
        return redirect("cards:settings", card_id)
    return show_tab(request, own, "cards/blocked.html", within="settings")
