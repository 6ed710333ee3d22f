"""Recovery codes: how many are left, and a fresh set, shown once after its code."""

import json

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.decorators import customer_required
from accounts.errors import AccountsRefused
from accounts.factors import recovery_codes
from accounts.factors.recovery_letters import draw_codes
from accounts.http import CustomerRequest
from accounts.views.steps import say
from homebank.forms import Form
from homebank.lib import crypto

# The set that waits for its code, sealed, until it is shown.
IN_SESSION = "new-recovery-codes"
COLUMN = "session.new-recovery-codes"


@sensitive_variables("drawn")
@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def codes(request: CustomerRequest) -> HttpResponse:
    """The set that has just come into force, once; else how many are left and the way to ten."""
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        drawn = draw_codes()
        try:
            deed = recovery_codes.ask_for_codes(
                customer=request.customer, codes=drawn, language=get_language() or "ru"
            )
            request.session[IN_SESSION] = crypto.seal(json.dumps(drawn).encode(), column=COLUMN)
            return redirect("accounts:confirm", deed.pk)
        except AccountsRefused as refusal:
            say(form, refusal)
    page = {
        "form": form,
        "codes": _fresh(request) if request.method == "GET" else [],
        "left": recovery_codes.codes_left(customer=request.customer),
    }
    return render(request, "accounts/recovery_codes.html", {**page, "section": "security"})


@sensitive_variables("drawn")
def _fresh(request: CustomerRequest) -> list[str]:
    """The set of this visit if it is in force; it is forgotten with this look at it."""
    kept = request.session.get(IN_SESSION)
    drawn = json.loads(crypto.unseal(kept, column=COLUMN)) if kept else []
    if not drawn or not recovery_codes.are_in_force(drawn, customer=request.customer):
        return []
    del request.session[IN_SESSION]
    return list(drawn)
