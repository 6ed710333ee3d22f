"""Recovering access, page by page. A step out of order leads to the right one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.decorators import customer_of
from accounts.errors import AccountsRefused
from accounts.factors.errors import AlreadyConfirmed
from accounts.factors.held import were_forgotten
from accounts.forms import CardForm, CodeForm, CodewordForm, PasswordTwiceForm, PhoneForm
from accounts.models import RecoveryAttempt
from accounts.recovery import by_phone
from accounts.recovery.cooling import cooling_until
from accounts.views.code_page import check_code_waits, code_context
from accounts.views.new_password import password_context, posted
from accounts.views.steps import Path, say
from homebank.forms import Form
from homebank.lib.network import network_of

Step = RecoveryAttempt.Step
WAY: Path[RecoveryAttempt] = Path(
    in_session="recovery",
    attempts=lambda: RecoveryAttempt.objects.filter(aim=RecoveryAttempt.Aim.ACCESS).select_related(
        "confirmation", "customer__user"
    ),
    first="accounts:recover",
    pages={
        Step.CODE: "accounts:recover-code",
        Step.PROOF: "accounts:recover-proof",
        Step.PASSWORD: "accounts:recover-password",
        Step.DONE: "accounts:recovered",
    },
)
PROOFS: dict[str, type[Form]] = {"codeword": CodewordForm, "card": CardForm}


@require_http_methods(["GET", "HEAD", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """The trusted number."""
    if customer_of(request):
        return redirect("overview:my")
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attempt = by_phone.start_recovery(
                phone=form.cleaned_data["phone"], network=network_of(request),
                language=get_language() or "ru",
            )  # fmt: skip
        except AccountsRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            WAY.begin(request, attempt.pk)
            return redirect("accounts:recover-code")
    return render(request, "accounts/recover.html", {"form": form, "section": "sign-in"})


@sensitive_post_parameters()
@WAY.at(Step.CODE)
def recover_code(request: HttpRequest, attempt: RecoveryAttempt) -> HttpResponse:
    """The code that went to the number, if it is on file; `resend` asks for another."""
    form = CodeForm(request.POST or None)
    refused: AccountsRefused | None = None
    try:
        if "resend" in request.POST:
            by_phone.resend_code(attempt=attempt, language=get_language() or "ru")
            return redirect("accounts:recover-code")
        if request.method == "POST":
            check_code_waits(attempt.confirmation, request.POST.get("code", ""))
            by_phone.prove_phone(attempt=attempt, code=request.POST.get("code", ""))
            request.session.cycle_key()
            return redirect("accounts:recover-proof")
    except AlreadyConfirmed:  # the same code, sent twice
        return redirect("accounts:recover-proof")
    except AccountsRefused as refusal:
        refused = refusal
        say(form, refusal)
    page = code_context(attempt.confirmation, form, refused)
    return render(request, "accounts/recover_code.html", {**page, "section": "sign-in"})


@sensitive_post_parameters()
@WAY.at(Step.PROOF)
def recover_proof(request: HttpRequest, attempt: RecoveryAttempt) -> HttpResponse:
    """The codeword, or the card."""
    by = request.GET.get("by", "codeword")
    by = by if by in PROOFS else "codeword"
    form = PROOFS[by](request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            proof = by_phone.Proof(**form.cleaned_data)
            by_phone.prove_person(attempt=attempt, proof=proof)
            return redirect("accounts:recover-password")
        except AccountsRefused as refusal:
            say(form, refusal)
    page = {"form": form, "by": by, "section": "sign-in",
            "nothing_to_prove_by": by_phone.has_no_proof(attempt=attempt)}  # fmt: skip
    return render(request, "accounts/recover_proof.html", page)


@sensitive_post_parameters()
@WAY.at(Step.PASSWORD)
def recover_password(request: HttpRequest, attempt: RecoveryAttempt) -> HttpResponse:
    """The new password, twice."""
    form = posted(request, PasswordTwiceForm)
    if request.method == "POST" and form.is_valid():
        try:
            by_phone.finish_recovery(attempt=attempt, password=form.cleaned_data["password"])
            return redirect("accounts:recovered")
        except AccountsRefused as refusal:
            say(form, refusal)
    page = {**password_context(request, form), "recovers": True, "section": "sign-in"}
    return render(request, "accounts/choose_password.html", page)


@WAY.at(Step.DONE)
def recovered(request: HttpRequest, attempt: RecoveryAttempt) -> HttpResponse:
    """The Homebank ID, once, and what waits until when. Nobody is signed in."""
    assert attempt.customer is not None
    page = {
        "owner": by_phone.show_homebank_id(attempt=attempt),
        "factors_are_off": were_forgotten(subject=attempt.pk),
        "cools_until": cooling_until(customer=attempt.customer),
        "section": "sign-in",
    }
    return render(request, "accounts/recovered.html", page)
