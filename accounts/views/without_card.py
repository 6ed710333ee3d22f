"""Registration without a card, page by page. A step out of order leads to the right one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import agreements
from accounts.decorators import customer_of
from accounts.errors import AccountsRefused
from accounts.factors.errors import AlreadyConfirmed
from accounts.forms import CardlessForm, CodeForm, LoginNameForm
from accounts.models import CardlessAttempt
from accounts.registration import cardless
from accounts.registration.errors import AlreadyRegistered
from accounts.views.code_page import check_code_waits, code_context
from accounts.views.new_password import password_context, posted
from accounts.views.steps import Path, say
from homebank.lib.network import network_of

Step = CardlessAttempt.Step
WAY: Path[CardlessAttempt] = Path(
    in_session="cardless",
    attempts=lambda: CardlessAttempt.objects.select_related("confirmation", "customer"),
    first="accounts:cardless",
    pages={
        Step.CODE: "accounts:cardless-code",
        Step.NAME: "accounts:cardless-name",
        Step.DONE: "accounts:cardless-done",
    },
)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Login name, number, password twice, agreement."""
    if customer_of(request):
        return redirect("overview:my")
    current = agreements.agreement(agreements.PORTAL)
    form = posted(request, CardlessForm, agreement=current.version)
    if request.method == "POST" and form.is_valid():
        try:
            attempt = cardless.start_registration(
                newcomer=form.newcomer(), network=network_of(request),
                language=get_language() or "ru",
            )  # fmt: skip
        except AccountsRefused as refusal:
            say(form, refusal)
        else:
            WAY.begin(request, attempt.pk)
            return redirect("accounts:cardless-code")
    page = {**password_context(request, form), "agreement": current, "section": "register"}
    return render(request, "accounts/cardless.html", page)


@sensitive_post_parameters()
@WAY.at(Step.CODE)
def code(request: HttpRequest, attempt: CardlessAttempt) -> HttpResponse:
    """The code that went to the number, if no customer has it; `resend` asks for another."""
    form = CodeForm(request.POST or None)
    refused: AccountsRefused | None = None
    try:
        if "resend" in request.POST:
            cardless.resend_code(attempt=attempt, language=get_language() or "ru")
            return redirect("accounts:cardless-code")
        if request.method == "POST":
            check_code_waits(attempt.confirmation, request.POST.get("code", ""))
            cardless.confirm_number(attempt=attempt, code=request.POST.get("code", ""))
            request.session.cycle_key()
            return redirect("accounts:cardless-done")
    except AlreadyConfirmed:  # the same code, sent twice
        return redirect("accounts:cardless-done")
    except AlreadyRegistered as refusal:
        return _to_sign_in(request, refusal)
    except AccountsRefused as refusal:
        refused = refusal
        say(form, refusal)
    page = code_context(attempt.confirmation, form, refused)
    return render(request, "accounts/cardless_code.html", {**page, "section": "register"})


@WAY.at(Step.NAME)
def name(request: HttpRequest, attempt: CardlessAttempt) -> HttpResponse:
    """Another login name, for whom somebody was faster."""
    form = LoginNameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cardless.choose_login_name(attempt=attempt, login_name=form.cleaned_data["login_name"])
            return redirect("accounts:cardless-done")
        except AlreadyRegistered as refusal:
            return _to_sign_in(request, refusal)
        except AccountsRefused as refusal:
            say(form, refusal)
    page = {"form": form, "taken": attempt.login_name, "section": "register"}
    return render(request, "accounts/cardless_name.html", page)


@WAY.at(Step.DONE)
def done(request: HttpRequest, attempt: CardlessAttempt) -> HttpResponse:
    """Congratulations; the Homebank ID, once."""
    newcomer = cardless.show_homebank_id(attempt=attempt)
    page = {"newcomer": newcomer, "section": "register"}
    return render(request, "accounts/cardless_done.html", page)


@require_safe
def agreement(request: HttpRequest, slug: str, version: int | None = None) -> HttpResponse:
    """The text of an agreement: the newest version, or the one in the address."""
    try:
        found = agreements.agreement(slug, version)
    except LookupError:
        raise Http404 from None
    page = {"agreement": found, "text": agreements.text_of(found, get_language() or "ru"),
            "current": agreements.agreement(slug), "section": "help"}  # fmt: skip
    return render(request, "accounts/agreement.html", page)


def _to_sign_in(request: HttpRequest, refusal: AlreadyRegistered) -> HttpResponse:
    """The number was proven a moment ago: its owner may be told that they have access."""
    messages.info(request, str(refusal))
    return redirect("accounts:sign-in")
