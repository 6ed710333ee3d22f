"""Registration by card, page by page. A step out of order leads to the right one."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import registration
from accounts.decorators import customer_of
from accounts.errors import AccountsRefused, CodeRefused, LoginNameRefused, PasswordRefused
from accounts.forms import CodeForm, NewPasswordForm, RegistrationForm
from accounts.models import RegistrationAttempt
from accounts.passwords import rules_in_words
from accounts.views.code_page import check_code_waits, code_context
from homebank.lib.network import network_of

IN_SESSION = "registration"
Step = RegistrationAttempt.Step
PAGES = {
    Step.CODE: "accounts:register-code",
    Step.PASSWORD: "accounts:register-password",
    Step.DONE: "accounts:registered",
}
# Beside which box a refusal is told; the rest stand above all of them.
BESIDE = {CodeRefused: "code", PasswordRefused: "password", LoginNameRefused: "login_name"}
StepView = Callable[[HttpRequest, RegistrationAttempt], HttpResponse]


def at_step(step: RegistrationAttempt.Step) -> Callable[[StepView], Callable[..., HttpResponse]]:
    """Hand the visit's attempt to the view of its step; elsewhere lead to its page."""

    def decorate(view: StepView) -> Callable[..., HttpResponse]:
        @wraps(view)
        @require_http_methods(["GET", "HEAD", "POST"])
        def checked(request: HttpRequest) -> HttpResponse:
            attempt = _attempt_of(request)
            if attempt is None:
                return redirect("accounts:register")
            if attempt.step != step:
                return redirect(PAGES[attempt.step])
            return view(request, attempt)

        return checked

    return decorate


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The six facts."""
    if customer_of(request):
        return redirect("overview:my")
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attempt = registration.start_registration(
                facts=form.facts(), network=network_of(request), language=get_language() or "ru"
            )
        except AccountsRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session.cycle_key()
            request.session[IN_SESSION] = str(attempt.pk)
            return redirect("accounts:register-code")
    return render(request, "accounts/register.html", {"form": form, "section": "register"})


@sensitive_post_parameters()
@at_step(Step.CODE)
def register_code(request: HttpRequest, attempt: RegistrationAttempt) -> HttpResponse:
    """The code that went to the number on file; `resend` asks for another."""
    form = CodeForm(request.POST or None)
    refused: AccountsRefused | None = None
    try:
        if "resend" in request.POST:
            registration.resend_code(attempt=attempt, language=get_language() or "ru")
            return redirect("accounts:register-code")
        if request.method == "POST":
            check_code_waits(attempt.confirmation, request.POST.get("code", ""))
            registration.prove_phone(attempt=attempt, code=request.POST.get("code", ""))
            request.session.cycle_key()
            return redirect("accounts:register-password")
    except AccountsRefused as refusal:
        refused = refusal
        _say(form, refusal)
    page = code_context(attempt.confirmation, form, refused)
    return render(request, "accounts/register_code.html", page)


@sensitive_post_parameters()
@at_step(Step.PASSWORD)
def register_password(request: HttpRequest, attempt: RegistrationAttempt) -> HttpResponse:
    """The password, twice, and a login name for who wants one."""
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            registration.finish_registration(
                attempt=attempt, password=form.cleaned_data["password"],
                login_name=form.cleaned_data["login_name"],
            )  # fmt: skip
            return redirect("accounts:registered")
        except AccountsRefused as refusal:
            _say(form, refusal)
    rules = {"form": form, "rules": rules_in_words(), "section": "register"}
    return render(request, "accounts/register_password.html", rules)


@at_step(Step.DONE)
def registered(request: HttpRequest, attempt: RegistrationAttempt) -> HttpResponse:
    """The Homebank ID, once; after that it is in the SMS."""
    newcomer = registration.show_homebank_id(attempt=attempt)
    page = {"newcomer": newcomer, "attempt": attempt, "section": "register"}
    return render(request, "accounts/registered.html", page)


def _attempt_of(request: HttpRequest) -> RegistrationAttempt | None:
    """The visit's own attempt, unless its time is over."""
    key = request.session.get(IN_SESSION)
    attempts = RegistrationAttempt.objects.select_related("confirmation", "customer")
    try:
        attempt = attempts.filter(pk=key).first() if key else None
    except ValidationError:
        return None
    return attempt if attempt is not None and attempt.is_live else None


def _say(form: CodeForm | NewPasswordForm, refusal: AccountsRefused) -> None:
    """The refusal's sentences in the form, beside its field or at the head."""
    form.is_valid()
    field = next((name for kind, name in BESIDE.items() if isinstance(refusal, kind)), None)
    for sentence in getattr(refusal, "reasons", [str(refusal)]):
        form.add_error(field, sentence)
