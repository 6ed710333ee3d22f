"""Cards of other banks: the list, the form, the way over the card's bank and back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from cards.models import Attachment, OtherCard
from cards.other.attaching import begin_attachment, come_back
from cards.other.banks import bank_names
from cards.other.errors import OtherCardRefused
from cards.other.forms import AttachForm, NameForm
from cards.other.keeping import detach_card, rename_card
from cards.other.words import sentence
from homebank.lib import clock
from homebank.lib.network import network_of

Attaching = Attachment.State
SECTION = {"section": "cards"}
# How often a page that waits looks again, and for how long.
SOON, REFRESHES_FOR = 2, 180


@require_safe
@customer_required
def other_cards(request: CustomerRequest) -> HttpResponse:
    """The attached cards, and the way to attach one."""
    mine = list(OtherCard.objects.of(request.customer))
    return render(request, "other_cards/cards.html", {"cards": mine, **SECTION})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def attach(request: CustomerRequest) -> HttpResponse:
    """The form; what is typed goes to the acquirer at once and is kept nowhere."""
    form = AttachForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = begin_attachment(
                customer=request.customer, card=form.whole_card(), network=network_of(request),
                name=form.cleaned_data["name"],
            )  # fmt: skip
            return redirect("other-cards:attachment", made.pk)
        except OtherCardRefused as refusal:
            form.add_error(None, str(refusal))
    shown = {"form": form, "banks": bank_names()}
    return render(request, "other_cards/attach.html", {**shown, **SECTION})


@require_safe
@customer_required
def attachment(request: CustomerRequest, attachment_id: UUID) -> HttpResponse:
    """How the attempt stands: on to the card's bank, waiting for its word, attached or refused."""
    made = _attachment(request, attachment_id)
    if made.state == Attaching.ATTACHED:
        messages.success(request, _("The card is attached. It pays for services from now on."))
        return redirect("other-cards:other-cards")
    return render(request, "other_cards/attachment.html", _shown(made, came_back=False))


@require_safe
@customer_required
def came_back(request: CustomerRequest, attachment_id: UUID) -> HttpResponse:
    """Back from the card's bank: the acquirer is asked, whatever the address says."""
    made = _attachment(request, attachment_id)
    if made.state == Attaching.ATTACHED:
        return redirect("other-cards:attachment", attachment_id)
    come_back(attachment=made)
    return render(request, "other_cards/attachment.html", _shown(made, came_back=True))


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def other_card(request: CustomerRequest, other_id: UUID) -> HttpResponse:
    """One card: its name, and nothing more to set: the rest is for its own bank."""
    card = _card(request, other_id)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": card.name})
    if form.is_valid():
        try:
            rename_card(card=card, name=form.cleaned_data["name"])
            messages.success(request, _("The name is kept."))
            return redirect("other-cards:other-cards")
        except OtherCardRefused as refusal:
            form.add_error("name", str(refusal))
    return render(request, "other_cards/card.html", {"card": card, "form": form, **SECTION})


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def detachment(request: CustomerRequest, other_id: UUID) -> HttpResponse:
    """Whether the card is really detached."""
    card = _card(request, other_id)
    if request.method == "POST":
        try:
            detach_card(card=card)
            messages.success(request, _("The card is detached."))
        except OtherCardRefused as refusal:
            messages.info(request, str(refusal))
        return redirect("other-cards:other-cards")
    return render(request, "other_cards/detach.html", {"card": card, **SECTION})


def _card(request: CustomerRequest, other_id: UUID) -> OtherCard:
    return get_object_or_404(OtherCard.objects.of(request.customer), pk=other_id)


def _attachment(request: CustomerRequest, attachment_id: UUID) -> Attachment:
    return get_object_or_404(Attachment, pk=attachment_id, customer=request.customer)


def _shown(made: Attachment, *, came_back: bool) -> dict[str, Any]:
    """A page that waits looks again by itself, for a while."""
    is_young = (clock.now() - made.made_at).total_seconds() < REFRESHES_FOR
    waits = came_back or made.state == Attaching.BEGUN
    return {
        "made": made, "came_back": came_back, "reason": sentence(made.reason),
        "refresh": SOON if waits and is_young and not made.is_over else None, **SECTION,
    }  # fmt: skip
