"""Lists of proposals, one with before and after, and the page where one is made."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts import four_eyes
from accounts.four_eyes.kinds import Kind, kind_of, kinds
from accounts.four_eyes.listing import kinds_seen
from accounts.models import Customer, Proposal
from accounts.staff.desk_forms import ReasonForm
from accounts.staff.desk_guard import note_beside, why_first
from accounts.staff.openings import whose
from desk.proposals.showing import listed, shown
from desk.staff import staff_of
from homebank.lib.errors import Refusal


def proposals(request: HttpRequest) -> HttpResponseBase:
    """What waits, what the reader made, what is over: one list of the three at a time."""
    by = staff_of(request)
    if not kinds_seen(by):
        raise PermissionDenied
    return _page(request, "list", title=_("Four eyes"), **listed(request.GET, by))


def proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponseBase:
    """One proposal; a customer's opens to who has said why. Its decision is posted here."""
    by = staff_of(request)
    rows = Proposal.objects.select_related("customer", "proposed_by", "decided_by")
    found = get_object_or_404(rows.filter(kind__in=kinds_seen(by)), pk=proposal_id)
    if found.customer_id and (asked := why_first(request, found.customer_id)) is not None:
        return asked
    form = ReasonForm(request.POST if "reject" in request.POST else None)
    if request.method == "POST" and ("reject" not in request.POST or form.is_valid()):
        try:
            _decide(request, found, form)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("desk:proposal", found.pk)
    for customer_id in kind_of(found).beside(found):
        note_beside(request, customer_id)
    return _page(request, "one", title=kind_of(found).label, form=form, **shown(found, by))


def new_proposal(request: HttpRequest, kind: str, subject: UUID) -> HttpResponseBase:
    """Propose a deed of this kind about the row: its reason and what else the kind asks."""
    by, asked = staff_of(request), kinds().get(kind)
    if asked is None or not asked.model or asked.has_own_page:
        raise Http404
    if not by.has_perm(asked.proposes):
        raise PermissionDenied
    about, customer = _row_and_owner(asked, subject)
    if customer and (refused := why_first(request, customer.pk)) is not None:
        return refused
    form = asked.form(request.POST or None, initial=asked.initial(about))
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            made = four_eyes.propose(kind=kind, subject=subject, customer=customer, by=by,
                                     reason=facts.pop("reason"), facts=facts)  # fmt: skip
            messages.success(request, _("Sent for approval: it is not in force yet."))
            return redirect("desk:proposal", made.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return _page(request, "new", title=asked.label, kind=asked, form=form, row=about,
                 customer=customer, waits=four_eyes.waiting_for(subject, kind))  # fmt: skip


def _decide(request: HttpRequest, found: Proposal, form: ReasonForm) -> None:
    """Do what the button says; a post without a button's name does nothing."""
    by = staff_of(request)
    if "approve" in request.POST:
        four_eyes.approve(proposal_id=found.pk, by=by)
        messages.success(request, _("Approved: it is in force."))
    elif "reject" in request.POST:
        four_eyes.reject(proposal_id=found.pk, by=by, reason=form.cleaned_data["reason"])
        messages.success(request, _("Rejected: all stays as it was."))
    elif "withdraw" in request.POST:
        four_eyes.withdraw(proposal_id=found.pk, by=by)
        messages.success(request, _("Withdrawn: all stays as it was."))


def _row_and_owner(kind: Kind, subject: UUID) -> tuple[Model, Customer | None]:
    try:
        row = kind.row(subject)
    except ObjectDoesNotExist:
        raise Http404 from None
    owner = whose(row)
    return row, Customer.objects.get(pk=owner) if owner else None


def _page(request: HttpRequest, name: str, **context: Any) -> HttpResponseBase:
    site = admin.site.each_context(request)
    return render(request, f"desk/proposals/{name}.html", {**site, **context})
