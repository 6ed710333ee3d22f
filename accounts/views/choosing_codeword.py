"""A new codeword for whom a branch has opened a reset, page by page, without a visit (ACC-10)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.decorators import customer_of
from accounts.errors import AccountsRefused
from accounts.factors.errors import AlreadyConfirmed
from accounts.forms import CardForm, CodeForm, NewCodewordForm, PhoneForm
from accounts.models import RecoveryAttempt
from accounts.recovery import by_phone
from accounts.recovery.new_codeword import choose_codeword
from accounts.views.code_page import check_code_waits, code_context
from accounts.views.steps import Path, say
from homebank.lib.network import network_of

Aim, Step = RecoveryAttempt.Aim, RecoveryAttempt.Step
WAY: Path[RecoveryAttempt] = Path(
    in_session="new-codeword",
    attempts=lambda: RecoveryAttempt.objects.filter(aim=Aim.CODEWORD).select_related(
        "confirmation", "customer"
    ),
    first="accounts:new-codeword",
    pages={
        Step.CODE: "accounts:new-codeword-code",
        Step.PROOF: "accounts:new-codeword-proof",
        Step.WORD: "accounts:new-codeword-word",
        Step.DONE: "accounts:new-codeword-done",
    },
)


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """The trusted number. Whoever is in has the same page under Security."""
    if customer_of(request):
        return redirect("overview:my")
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attempt = by_phone.start_recovery(
                phone=form.cleaned_data["phone"], network=network_of(request),
                language=get_language() or "ru", aim=Aim.CODEWORD,
            )  # fmt: skip
        except AccountsRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            WAY.begin(request, attempt.pk)
            return redirect("accounts:new-codeword-code")
    return _page(request, "phone", {"form": form})


@sensitive_post_parameters()
@WAY.at(Step.CODE)
def code(request: HttpRequest, attempt: RecoveryAttempt) -> HttpResponse:
    """The code that went to the number, if a branch lets its owner; `resend` asks for another."""
    form = CodeForm(request.POST or None)
    refused: AccountsRefused | None = None
    try:
        if "resend" in request.POST:
            by_phone.resend_code(attempt=attempt, language=get_language() or "ru")
            return redirect("accounts:new-codeword-code")
        if request.method == "POST":
            check_code_waits(attempt.confirmation, request.POST.get("code", ""))
            by_phone.prove_phone(attempt=attempt, code=request.POST.get("code", ""))
            request.session.cycle_key()
            return redirect("accounts:new-codeword-proof")
    except AlreadyConfirmed:  # the same code, sent twice
        return redirect("accounts:new-codeword-proof")
    except AccountsRefused as refusal:
        refused = refusal
        say(form, refusal)
    return _page(request, "code", code_context(attempt.confirmation, form, refused))


@sensitive_post_parameters()
@WAY.at(Step.PROOF)
def proof(request: HttpRequest, attempt: RecoveryAttempt) -> HttpResponse:
    """The card."""
    form = CardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            by_phone.prove_person(attempt=attempt, proof=by_phone.Proof(**form.cleaned_data))
            return redirect("accounts:new-codeword-word")
        except AccountsRefused as refusal:
            say(form, refusal)
    return _page(request, "proof", {"form": form})


@sensitive_post_parameters()
@WAY.at(Step.WORD)
def word(request: HttpRequest, attempt: RecoveryAttempt) -> HttpResponse:
    """The new codeword, twice."""
    form = NewCodewordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            choose_codeword(attempt=attempt, codeword=form.cleaned_data["codeword"])
            return redirect("accounts:new-codeword-done")
        except AccountsRefused as refusal:
            say(form, refusal)
    return _page(request, "word", {"form": form})


@WAY.at(Step.DONE)
def done(request: HttpRequest, attempt: RecoveryAttempt) -> HttpResponse:
    """It is in force. Nobody is signed in."""
    return _page(request, "done", {})


def _page(request: HttpRequest, name: str, shown: dict[str, object]) -> HttpResponse:
    return render(request, f"accounts/new_codeword/{name}.html", {**shown, "section": "sign-in"})
