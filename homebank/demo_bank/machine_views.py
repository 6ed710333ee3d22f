"""The page of the demo's shop and cash machine: only in a demo.

What was said last is kept in the session, sealed: it holds the card's number, which a claim and a
cancellation name again.
"""

import json
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from homebank.demo_bank.machine_form import OperationForm
from homebank.demo_bank.machines import Exchange, ask, follow
from homebank.demo_bank.people import demo_cards
from homebank.demo_bank.terminal import NoAnswer
from homebank.lib import crypto
from homebank.lib.currencies import BY_CODE
from homebank.lib.iso8583 import Message, Wrong

IN_SESSION, COLUMN = "machine", "session.machine"
FOLLOWS = ("claim", "cancel")
View = Callable[[HttpRequest], HttpResponse]


def demo_only(view: View) -> View:
    """404 unless this is a demo."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request)

    return guarded


@sensitive_post_parameters("number", "expiry", "cvv")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@demo_only
def shop(request: HttpRequest) -> HttpResponse:
    """Ask the card host as a shop or a cash machine does, then take the money, or cancel."""
    said, deed = _kept(request), request.POST.get("deed", "")
    asks = request.method == "POST" and deed not in FOLLOWS
    form = OperationForm(request.POST if asks else None, cards=demo_cards())
    fault, status = "", 200
    if request.method == "POST":
        try:
            if _play(request, form, deed, said):
                return redirect(f"{reverse('machines:shop')}#answer")
        except (OSError, NoAnswer, Wrong):
            fault = _("The card host did not answer. Nothing is known of the operation.")
        status = 400
    page = {"form": form, "said": said, "fault": fault, "may_follow": _may_follow(said)}
    return render(request, "demo/shop.html", page, status=status)


@sensitive_variables("form", "said")
def _play(request: HttpRequest, form: OperationForm, deed: str, said: list[Exchange]) -> bool:
    """Say it to the host and keep the answer; False for what was not said."""
    if deed in FOLLOWS:
        if _may_follow(said):
            _keep(request, [*said, follow(deed, said[0])])
        return True
    if not form.is_valid():
        return False
    told = form.cleaned_data
    currency = BY_CODE[told["currency"]]
    asked = ask(kind=told["kind"], card=form.shown, minor=told["minor"], currency=currency)
    _keep(request, [asked])
    return True


def _may_follow(said: list[Exchange]) -> bool:
    """An approved operation that was not cancelled yet may be claimed or cancelled."""
    return bool(said) and said[0].is_approved and not any(e.deed == "cancel" for e in said)


def _keep(request: HttpRequest, said: list[Exchange]) -> None:
    told = [
        (e.deed, *((m.mti, {str(n): v for n, v in m.fields.items()}) for m in (e.sent, e.heard)))
        for e in said
    ]
    request.session[IN_SESSION] = crypto.seal(json.dumps(told).encode(), column=COLUMN)


def _kept(request: HttpRequest) -> list[Exchange]:
    sealed = request.session.get(IN_SESSION)
    told = json.loads(crypto.unseal(sealed, column=COLUMN)) if sealed else []
    return [Exchange(deed, _message(*sent), _message(*heard)) for deed, sent, heard in told]


def _message(mti: str, fields: dict[str, str]) -> Message:
    return Message(mti, {int(number): value for number, value in fields.items()})
