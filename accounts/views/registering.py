"""Registration by card, page by page. A step out of order leads to the right one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.decorators import customer_of
from accounts.errors import AccountsRefused
from accounts.forms import CodeForm, NewPasswordForm, RegistrationForm
from accounts.models import RegistrationAttempt
from accounts.registration import by_card
from accounts.views.code_page import check_code_waits, code_context
from accounts.views.new_password import password_context, posted
from accounts.views.steps import Path, say
from homebank.lib.network import network_of

Step = RegistrationAttempt.Step
WAY: Path[RegistrationAttempt] = Path(
    in_session="registration",
    attempts=lambda: RegistrationAttempt.objects.exclude(confirmation=None).select_related(
        "confirmation", "customer"
    ),
    first="accounts:register",
    pages={
        Step.CODE: "accounts:register-code",
        Step.PASSWORD: "accounts:register-password",
        Step.DONE: "accounts:registered",
    },
)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The six facts."""
    if customer_of(request):
        return redirect("overview:my")
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attempt = by_card.start_registration(
                facts=form.facts(), network=network_of(request), language=get_language() or "ru"
            )
        except AccountsRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            WAY.begin(request, attempt.pk)
            return redirect("accounts:register-code")
    return render(request, "accounts/register.html", {"form": form, "section": "register"})


@sensitive_post_parameters()
@WAY.at(Step.CODE)
def register_code(request: HttpRequest, attempt: RegistrationAttempt) -> HttpResponse:
    """The code that went to the number on file; `resend` asks for another."""
    form = CodeForm(request.POST or None)
    refused: AccountsRefused | None = None
    try:
        if "resend" in request.POST:
            by_card.resend_code(attempt=attempt, language=get_language() or "ru")
            return redirect("accounts:register-code")
        if request.method == "POST":
            check_code_waits(attempt.confirmation, request.POST.get("code", ""))
            by_card.prove_phone(attempt=attempt, code=request.POST.get("code", ""))
            request.session.cycle_key()
            return redirect("accounts:register-password")
    except AccountsRefused as refusal:
        refused = refusal
        say(form, refusal)
    page = code_context(attempt.confirmation, form, refused)
    return render(request, "accounts/register_code.html", page)


@sensitive_post_parameters()
@WAY.at(Step.PASSWORD)
def register_password(request: HttpRequest, attempt: RegistrationAttempt) -> HttpResponse:
    """The password, twice, and a login name for who wants one."""
    form = posted(request, NewPasswordForm)
    if request.method == "POST" and form.is_valid():
        try:
            by_card.finish_registration(
                attempt=attempt, password=form.cleaned_data["password"],
                login_name=form.cleaned_data["login_name"],
            )  # fmt: skip
            return redirect("accounts:registered")
        except AccountsRefused as refusal:
            say(form, refusal)
    page = {**password_context(request, form), "section": "register"}
    return render(request, "accounts/choose_password.html", page)


@WAY.at(Step.DONE)
def registered(request: HttpRequest, attempt: RegistrationAttempt) -> HttpResponse:
    """The Homebank ID, once; after that it is in the SMS."""
    newcomer = by_card.show_homebank_id(attempt=attempt)
    page = {"newcomer": newcomer, "attempt": attempt, "section": "register"}
    return render(request, "accounts/registered.html", page)
