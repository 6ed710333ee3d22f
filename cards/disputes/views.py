"""A customer's disputes: the list, the form, the page of one, and the page of an operation."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from cards.disputes.disputed import Disputed, find_disputed
from cards.disputes.errors import AlreadyDisputed, DisputeRefused
from cards.disputes.filing import file_dispute, withdraw_dispute
from cards.disputes.forms import DisputeForm, OperationForm
from cards.models import Card, Dispute
from cards.statements.operations import way_of

SECTION = {"section": "cards"}


@require_safe
@customer_required
def disputes(request: CustomerRequest) -> HttpResponse:
    """All of them, the newest first."""
    mine = list(Dispute.objects.of(request.customer)[:100])
    return render(request, "disputes/disputes.html", {"disputes": mine, **SECTION})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def new(request: CustomerRequest) -> HttpResponse:
    """The form of a dispute that begins with no movement: all five details are asked for."""
    cards = list(Card.objects.of(request.customer))
    form = OperationForm(request.POST if request.method == "POST" else None, cards=cards)
    return _opened(request, form) or _form(request, form, cards=cards)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def of_movement(request: CustomerRequest, subject: UUID) -> HttpResponse:
    """The form of a dispute of one movement, whose card, time and number the bank knows."""
    disputed = _disputed(request, subject)
    first = Dispute.objects.of(request.customer).open().filter(subject=disputed.subject).first()
    if first is not None:
        return _on_to(request, AlreadyDisputed(dispute_id=first.pk))
    form = DisputeForm(request.POST if request.method == "POST" else None)
    return _opened(request, form, disputed) or _form(request, form, disputed=disputed)


@require_safe
@customer_required
def dispute(request: CustomerRequest, dispute_id: UUID) -> HttpResponse:
    """How it goes: the state, the timeline, and what was told."""
    mine = Dispute.objects.of(request.customer).select_related("card")
    found = get_object_or_404(mine, pk=dispute_id)
    steps = list(found.steps.all())
    return render(request, "disputes/dispute.html", {"dispute": found, "steps": steps, **SECTION})


@require_POST
@customer_required
def withdrawal(request: CustomerRequest, dispute_id: UUID) -> HttpResponse:
    """The customer no longer disputes it."""
    found = get_object_or_404(Dispute.objects.of(request.customer), pk=dispute_id)
    try:
        withdraw_dispute(dispute=found)
        messages.success(request, _("The dispute is withdrawn."))
    except DisputeRefused as refusal:
        messages.info(request, str(refusal))
    return redirect("disputes:dispute", dispute_id)


@require_safe
@customer_required
def operation(request: CustomerRequest, subject: UUID) -> HttpResponse:
    """One operation of a card, and the way to dispute it."""
    disputed = _disputed(request, subject)
    if disputed.address:
        return redirect(disputed.address)
    said = Dispute.objects.of(request.customer).filter(subject=disputed.subject)
    shown = {"disputed": disputed, "disputes": list(said[:10]), "way": way_of(disputed.subject)}
    return render(request, "disputes/operation.html", {**shown, **SECTION})


def _disputed(request: CustomerRequest, subject: UUID) -> Disputed:
    found = find_disputed(customer=request.customer, subject=subject)
    if found is None:
        raise Http404
    return found


def _opened(
    request: CustomerRequest, form: DisputeForm, disputed: Disputed | None = None
) -> HttpResponse | None:
    """On to the dispute that was opened, or that stands already; None if the form stays."""
    if not form.is_valid():
        return None
    try:
        made = file_dispute(customer=request.customer, told=form.told(), disputed=disputed)
    except AlreadyDisputed as refusal:
        return _on_to(request, refusal)
    except DisputeRefused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("The dispute is received. Each change comes by SMS, too."))
    return redirect("disputes:dispute", made.pk)


def _on_to(request: CustomerRequest, refusal: AlreadyDisputed) -> HttpResponse:
    messages.info(request, str(refusal))
    return redirect("disputes:dispute", refusal.dispute_id)


def _form(request: CustomerRequest, form: DisputeForm, **shown: Any) -> HttpResponse:
    return render(request, "disputes/new.html", {"form": form, **shown, **SECTION})
