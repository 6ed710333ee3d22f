"""The page of every change that a code confirms."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from accounts.decorators import customer_in_any_state
from accounts.errors import AccountsRefused
from accounts.factors.confirmed import REGISTER, confirm, find_deed, give_up, resend_code
from accounts.factors.errors import AlreadyConfirmed
from accounts.forms import CodeForm
from accounts.http import CustomerRequest
from accounts.models import Deed
from accounts.sign_in import visits
from accounts.views.code_page import code_context, shown_in
from accounts.views.steps import say
from homebank.lib.errors import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@customer_in_any_state
def confirm_deed(request: CustomerRequest, deed_id: UUID) -> HttpResponse:
    """The code for one change; `resend` asks for another. A done one leads on to its page."""
    deed = find_deed(deed_id=deed_id, customer=request.customer)
    if deed is None:
        raise Http404
    back, form = REGISTER[deed.purpose].address(deed), CodeForm(request.POST or None)
    refused: AccountsRefused | None = None
    try:
        if deed.done_at:
            return redirect(back)
        if "resend" in request.POST:
            resend_code(deed=deed, language=get_language() or "ru")
            return redirect("accounts:confirm", deed_id)
        if request.method == "POST":
            return _enter(request, deed)
    except AlreadyConfirmed:  # the same code, sent twice
        return redirect(back)
    except AccountsRefused as refusal:
        refused = refusal
        say(form, refusal)
    except Refusal as refusal:  # the deed's own: things have changed since it was asked for
        give_up(deed=deed)
        messages.error(request, str(refusal))
        return redirect(back)
    return _show(request, deed, form, refused)


def _enter(request: CustomerRequest, deed: Deed) -> HttpResponse:
    kind = REGISTER[deed.purpose]
    back = kind.address(deed)
    confirm(deed=deed, **shown_in(request, deed.confirmation))
    visits.step_up(request)
    messages.success(request, str(kind.done))
    return redirect(back)


def _show(
    request: CustomerRequest, deed: Deed, form: CodeForm, refused: AccountsRefused | None
) -> HttpResponse:
    kind, page = REGISTER[deed.purpose], code_context(deed.confirmation, form, refused)
    page["over"] = page["over"] or ("" if deed.is_live else "nothing")
    page |= {"kind": kind, "words": kind.words_of(deed), "back": kind.address(deed)}
    return render(request, "accounts/confirm.html", {**page, "section": "security"})
