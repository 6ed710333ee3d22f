"""What the customer sees and sets of their own access: visits, password, what happened."""

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import customer_required
from accounts.errors import AccountsRefused
from accounts.factors.held import factors_of
from accounts.forms import PasswordChangeForm
from accounts.http import CustomerRequest
from accounts.recovery.cooling import cooling_until
from accounts.sign_in import visits
from accounts.sign_in.access_log import ROWS, access_log
from accounts.sign_in.not_me import disown_visits
from accounts.sign_in.password_change import ask_for_change
from accounts.views.new_password import password_context, posted
from accounts.views.steps import say
from homebank.lib.network import network_of


@require_safe
@customer_required
def security(request: CustomerRequest) -> HttpResponse:
    """Visits that are open, the number that codes go to, what this visit may do."""
    page = {
        "visits": visits.open_visits(user=request.user),
        "this_visit": visits.visit_of(request),
        "cools_until": cooling_until(customer=request.customer),
        "factors": factors_of(customer=request.customer),
        "lines": access_log(customer=request.customer)[:5],
    }
    return render(request, "accounts/security.html", {**page, "section": "security"})


@require_safe
@customer_required
def access(request: CustomerRequest) -> HttpResponse:
    """What happened at the customer's door, page by page."""
    lines = access_log(customer=request.customer, before=_moment(request.GET.get("before", "")))
    older = lines[-1].at.isoformat() if len(lines) == ROWS else ""
    page = {"lines": lines, "older": older, "section": "security"}
    return render(request, "accounts/access_log.html", page)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def password(request: CustomerRequest) -> HttpResponse:
    """The current password and the new one; the code is asked on the next page."""
    form = posted(request, PasswordChangeForm)
    if request.method == "POST" and form.is_valid():
        try:
            deed = ask_for_change(
                user=request.user, current=form.cleaned_data["current"],
                password=form.cleaned_data["password"], network=network_of(request),
                visit_id=visits.visit_of(request), language=get_language() or "ru",
            )  # fmt: skip
            return redirect("accounts:confirm", deed.pk)
        except AccountsRefused as refusal:
            say(form, refusal)
    page = {**password_context(request, form), "section": "security"}
    return render(request, "accounts/password.html", page)


@require_POST
@customer_required
def end_one(request: CustomerRequest, visit_id: UUID) -> HttpResponse:
    """One visit, by its owner. Its own one is ended by signing out."""
    if not visits.is_of(user=request.user, visit_id=visit_id):
        raise Http404
    visits.end_visits(user=request.user, only=visit_id, but=visits.visit_of(request))
    messages.success(request, _("The visit is ended."))
    return redirect("accounts:security")


@require_POST
@customer_required
def end_others(request: CustomerRequest) -> HttpResponse:
    """All visits but this one."""
    visits.end_visits(user=request.user, but=visits.visit_of(request))
    messages.success(request, _("All other visits are ended."))
    return redirect("accounts:security")


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def not_me(request: CustomerRequest) -> HttpResponse:
    """Something in the list was not the customer: others are put out, then a new password."""
    if request.method == "POST":
        disown_visits(customer=request.customer, visit_id=visits.visit_of(request))
        messages.warning(request, _("All other visits are ended. Now change the password."))
        return redirect("accounts:password")
    return render(request, "accounts/not_me.html", {"section": "security"})


def _moment(text: str) -> datetime | None:
    """The moment in an address; None for what is none, or too far for UTC to have it."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
