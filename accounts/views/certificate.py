"""Signing in by certificate: the agreement first, then a text that NCALayer signs."""

import base64
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from accounts.certificates import signing_in
from accounts.certificates.forms import AgreementForm, SignatureForm, newest
from accounts.certificates.known_authorities import is_offered
from accounts.decorators import customer_of
from accounts.errors import AccountsRefused
from accounts.models import CertificateAttempt
from accounts.sign_in import visits
from accounts.views.steps import say
from homebank.lib.network import network_of

IN_SESSION = "certificate"
View = Callable[[HttpRequest], HttpResponse]


def where_offered(view: View) -> View:
    """Not found where the bank recognises no authority; to the overview for who is signed in."""

    @wraps(view)
    @require_http_methods(["GET", "HEAD", "POST"])
    def checked(request: HttpRequest) -> HttpResponse:
        if not is_offered():
            raise Http404
        if customer_of(request):
            return HttpResponseRedirect(_after(request.GET.get("next", ""), request))
        return view(request)

    return checked


@where_offered
def certificate_agreement(request: HttpRequest) -> HttpResponse:
    """The agreement on recognising digital signatures, before anything is signed."""
    form = AgreementForm(request.POST if request.method == "POST" else None,
                         initial={"version": newest().version})  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            attempt = signing_in.start_by_certificate(
                network=network_of(request), language=get_language() or "ru"
            )
            return _ask_to_sign(request, attempt)
        except AccountsRefused as refusal:
            say(form, refusal)
    return _agreement_page(request, form, request.GET.get("next", ""))


@where_offered
def certificate_signature(request: HttpRequest) -> HttpResponse:
    """The text that NCALayer signs in the browser, and the signature that comes back."""
    attempt = _waiting(request)
    if attempt is None or (request.method != "POST" and not attempt.is_live):
        return redirect(_first(request, "late" if attempt else ""))
    form = SignatureForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _signature_page(request, attempt, form)
    wanted = _wanted(request)
    try:
        user = signing_in.finish_by_certificate(
            attempt=attempt, signature=form.cleaned_data["signature"],
            language=get_language() or "ru",
        )  # fmt: skip
    except AccountsRefused as refusal:
        return _agreement_page(request, _accepted(refusal), wanted)
    visits.open_visit(request, user)
    return HttpResponseRedirect(_after(wanted, request))


def _ask_to_sign(request: HttpRequest, attempt: CertificateAttempt) -> HttpResponse:
    request.session.cycle_key()
    wanted = request.GET.get("next", "")
    request.session[IN_SESSION] = {"attempt": str(attempt.pk), "next": wanted}
    return redirect("accounts:certificate-signature")


def _waiting(request: HttpRequest) -> CertificateAttempt | None:
    """The try of this browser's session, and of no other."""
    kept = request.session.get(IN_SESSION)
    try:
        return CertificateAttempt.objects.filter(pk=kept["attempt"]).first() if kept else None
    except ValidationError:
        return None


def _accepted(refusal: AccountsRefused) -> AgreementForm:
    """The agreement as it was accepted a moment ago, with what came of the signature."""
    form = AgreementForm({"accepted": "on", "version": newest().version})
    say(form, refusal)
    return form


def _agreement_page(request: HttpRequest, form: AgreementForm, wanted: str) -> HttpResponse:
    ended = request.GET.get("ended", "")
    page = {"form": form, "ended": ended, "wanted": wanted, "section": "sign-in",
            "agreement": newest()}  # fmt: skip
    return render(request, "accounts/certificate.html", page)


def _signature_page(
    request: HttpRequest, attempt: CertificateAttempt, form: SignatureForm
) -> HttpResponse:
    """The one page that may speak with NCALayer."""
    page = render(request, "accounts/certificate_signature.html", {
        "form": form, "attempt": attempt, "again": _first(request), "section": "sign-in",
        "back": resolve_url("accounts:sign-in"),
        "text": base64.b64encode(attempt.text).decode(), "ncalayer": settings.NCALAYER_URL,
    })  # fmt: skip
    page._csp_update = {"connect-src": [settings.NCALAYER_URL]}  # type: ignore[attr-defined]
    return page


def _first(request: HttpRequest, ended: str = "") -> str:
    """The first page, which leads on where this sign-in was to lead."""
    query = {"ended": ended, "next": _wanted(request)}
    told = urlencode({name: value for name, value in query.items() if value})
    return resolve_url("accounts:certificate") + (f"?{told}" if told else "")


def _wanted(request: HttpRequest) -> str:
    kept = request.session.get(IN_SESSION)
    return str(kept["next"]) if kept else ""


def _after(wanted: str, request: HttpRequest) -> str:
    """The address to go to: the wanted one if it is ours, else the overview."""
    return wanted if visits.is_ours(wanted, request) else resolve_url("overview:my")
