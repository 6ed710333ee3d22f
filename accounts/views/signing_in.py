"""Signing in and out. What waits for its code stands in the session, which the server keeps."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.certificates.known_authorities import is_offered
from accounts.decorators import customer_of
from accounts.errors import AccountsRefused
from accounts.factors import codes
from accounts.factors.errors import AlreadyConfirmed
from accounts.factors.held import has_recovery_code
from accounts.forms import WAYS, CodeForm, RecoveryCodeForm
from accounts.limits import SIGN_IN_LIFE
from accounts.models import Confirmation
from accounts.sign_in import two_steps, visits
from accounts.sign_in.two_steps import Claim
from accounts.views.code_page import code_context, shown_in
from accounts.views.steps import say
from homebank.forms import Form
from homebank.lib import clock
from homebank.lib.network import network_of

IN_SESSION = "sign-in"


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """One of three ways, and the password."""
    if customer_of(request):
        return HttpResponseRedirect(_after(request.GET.get("next", ""), request))
    way = request.GET.get("by", "phone")
    way = way if way in WAYS else "phone"
    form = WAYS[way](request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            confirmation = two_steps.start_sign_in(
                claim=Claim(way, form.cleaned_data["typed"]), network=network_of(request),
                password=form.cleaned_data["password"], language=get_language() or "ru",
            )  # fmt: skip
            return _ask_for_code(request, confirmation)
        except AccountsRefused as refusal:
            form.add_error(None, str(refusal))
    ended = request.GET.get("ended", "")
    page = {"form": form, "way": way, "ended": ended, "section": "sign-in",
            "by_certificate": is_offered()}  # fmt: skip
    return render(request, "accounts/sign_in.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """A passkey, or the code that went to the trusted number; `resend` asks for another."""
    return _second_step(request, CodeForm(request.POST or None), "accounts/sign_in_code.html")


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_recovery_code(request: HttpRequest) -> HttpResponse:
    """A recovery code, for who has neither phone nor passkey at hand."""
    form = RecoveryCodeForm(request.POST or None)
    return _second_step(request, form, "accounts/sign_in_recovery_code.html")


@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """A button for who came by a link, and the end of the visit for who pressed it."""
    if request.method == "POST":
        visits.close_visit(request)
        return redirect(f"{resolve_url('accounts:sign-in')}?ended=signed-out")
    return render(request, "accounts/sign_out.html")


@require_safe
def codeword_help(request: HttpRequest) -> HttpResponse:
    """How to get a codeword back."""
    return render(request, "accounts/codeword_help.html", {"section": "help"})


def _second_step(request: HttpRequest, form: Form, template: str) -> HttpResponse:
    confirmation = _waiting(request)
    if confirmation is None:
        return redirect(_again(request, "late"))
    refused: AccountsRefused | None = None
    try:
        if "resend" in request.POST:
            codes.send_code(confirmation=confirmation, language=get_language() or "ru")
            return redirect("accounts:sign-in-code")
        if request.method == "POST":
            return _enter(request, confirmation)
    except AlreadyConfirmed:
        return redirect("accounts:sign-in")
    except AccountsRefused as refusal:
        refused = refusal
        say(form, refusal)
    page = {**code_context(confirmation, form, refused), "again": _again(request)}
    page["has_recovery_code"] = has_recovery_code(customer_id=confirmation.customer_id)
    return render(request, template, {**page, "section": "sign-in"})


def _ask_for_code(request: HttpRequest, confirmation: Confirmation) -> HttpResponse:
    request.session.cycle_key()
    request.session[IN_SESSION] = {
        "confirmation": str(confirmation.pk),
        "at": clock.now().isoformat(),
        "next": request.GET.get("next", ""),
    }
    return redirect("accounts:sign-in-code")


def _waiting(request: HttpRequest) -> Confirmation | None:
    """The sign-in of this visit that waits for its code, unless its time is over."""
    kept = request.session.get(IN_SESSION)
    if kept is None or clock.now() - datetime.fromisoformat(kept["at"]) > SIGN_IN_LIFE:
        return None
    return Confirmation.objects.filter(pk=kept["confirmation"]).first()


def _again(request: HttpRequest, ended: str = "") -> str:
    """The first page, which leads on where this sign-in was to lead; `ended` if it waited."""
    kept = request.session.get(IN_SESSION)
    query = {"ended": ended, "next": kept["next"]} if kept else {}
    told = urlencode({name: value for name, value in query.items() if value})
    return resolve_url("accounts:sign-in") + (f"?{told}" if told else "")


def _enter(request: HttpRequest, confirmation: Confirmation) -> HttpResponse:
    wanted = request.session[IN_SESSION]["next"]
    user = two_steps.finish_sign_in(
        confirmation=confirmation, language=get_language() or "ru",
        **_shown(request, confirmation),
    )  # fmt: skip
    visits.open_visit(request, user)
    return HttpResponseRedirect(_after(wanted, request))


def _shown(request: HttpRequest, confirmation: Confirmation) -> dict[str, str]:
    letters = request.POST.get("recovery_code")
    return shown_in(request, confirmation) if letters is None else {"recovery_code": letters or " "}


def _after(wanted: str, request: HttpRequest) -> str:
    """The address to go to: the wanted one if it is ours, else the overview."""
    return wanted if visits.is_ours(wanted, request) else resolve_url("overview:my")
