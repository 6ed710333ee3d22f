"""Adding the authenticator app and taking it off: each ends at the page of its code."""

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from accounts.decorators import customer_required
from accounts.errors import AccountsRefused
from accounts.factors import authenticators
from accounts.factors.held import has_app
from accounts.forms import AppCodeForm
from accounts.http import CustomerRequest
from accounts.views.steps import say
from homebank.lib import crypto

# The secret that is being set up, sealed: a new one each time that the page is opened.
IN_SESSION = "new-app"
COLUMN = "session.new-app"


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def add(request: CustomerRequest) -> HttpResponse:
    """The secret as a picture and in letters, and the code that the app then shows."""
    if has_app(customer_id=request.customer.pk):
        return redirect("accounts:security")
    key, form = _key_of(request), AppCodeForm(request.POST or None)
    if request.method == "POST":
        try:
            deed = authenticators.ask_to_add(
                user=request.user, key=key, digits="".join(request.POST.get("code", "").split()),
                language=get_language() or "ru",
            )  # fmt: skip
            return redirect("accounts:confirm", deed.pk)
        except AccountsRefused as refusal:
            say(form, refusal)
    address = authenticators.address_for_app(key, user=request.user)
    made = segno.make(address, error="m", micro=False)
    picture = made.svg_data_uri(border=2, dark="#13222A", light="#fff")
    page = {"form": form, "letters": authenticators.key_in_letters(key), "picture": picture}
    return render(request, "accounts/app.html", {**page, "section": "security"})


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def take_off(request: CustomerRequest) -> HttpResponse:
    """Ask first; the code is asked on the next page."""
    if not has_app(customer_id=request.customer.pk):
        return redirect("accounts:security")
    if request.method == "POST":
        language = get_language() or "ru"
        deed = authenticators.take_app_off.ask(customer=request.customer, language=language)
        return redirect("accounts:confirm", deed.pk)
    return render(request, "accounts/app_off.html", {"section": "security"})


def _key_of(request: CustomerRequest) -> str:
    """The secret of this form: what was shown where one comes back, else a fresh one."""
    kept = request.session.get(IN_SESSION)
    if kept and request.method == "POST":
        return crypto.unseal(kept, column=COLUMN).decode()
    key = authenticators.draw_key()
    request.session[IN_SESSION] = crypto.seal(key.encode(), column=COLUMN)
    return key
