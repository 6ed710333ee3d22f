"""3-D Secure of one card: what is in force, how to change it, and the password's ten steps."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from accounts.sign_in.errors import PasswordRefused
from accounts.sign_in.typed import keeps_typed
from accounts.views.new_password import password_context, posted
from cards.models import Card, ThreeDsSetup
from cards.three_ds import setup as setups
from cards.three_ds.errors import NameNotOnCard, SetupOver, SignInPassword
from cards.three_ds.forms import NumberForm, ProofForm, WordsForm
from cards.three_ds.schemes import ask_for, cut_over, scheme_of, turn_on_codes
from cards.views.area import own_card
from homebank.forms import Form
from homebank.lib.errors import Refusal

READ, POST = ["GET", "HEAD", "POST"], "POST"
STEPS = ThreeDsSetup.STEPS


@require_http_methods(READ)
@customer_required
def three_ds(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """What confirms purchases with the card, and what may confirm them instead."""
    card, refused = own_card(request, card_id), ""
    wanted = request.POST.get("scheme", "")
    try:
        if wanted == "dynamic" and scheme_of(card).is_off:
            turn_on_codes(card=card)
            messages.success(request, _("Purchases with this card are confirmed by codes now."))
            return redirect("cards:three-ds", card.pk)
        if wanted in ("dynamic", "off"):
            deed = ask_for(card=card, scheme=wanted, language=get_language() or "ru")
            return redirect("accounts:confirm", deed.pk)
    except Refusal as refusal:
        refused = str(refusal)
    shown = {"scheme": scheme_of(card), "cut_over": cut_over(), "refused": refused}
    return _page(request, card, "three_ds", **shown)


@require_http_methods(READ)
@customer_required
def three_ds_setup(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """Step 3: what comes, and the code that begins it. One that has begun goes on."""
    card, refused = own_card(request, card_id), ""
    if request.method == POST:
        try:
            deed = setups.ask_to_begin(card=card, language=get_language() or "ru")
            return redirect("accounts:confirm", deed.pk)
        except Refusal as refusal:
            refused = str(refusal)
    found = setups.setup_of(card)
    if found and not refused:
        furthest = found.reached if found.matched_at else STEPS[0]
        return redirect("cards:three-ds-step", card.pk, furthest)
    return _page(request, card, "three_ds_setup", refused=refused, step=0)


@sensitive_post_parameters()
@keeps_typed("name", "greeting", "email", "phone")
@require_http_methods(READ)
@customer_required
def three_ds_step(request: CustomerRequest, card_id: UUID, step: str) -> HttpResponse:
    """Steps 5 to 10, each on its page; those before the furthest may be opened again."""
    card = own_card(request, card_id)
    found = setups.setup_of(card)
    if step not in STEPS:
        raise Http404
    if found is None:
        return redirect("cards:three-ds-setup", card.pk)
    found.card = card
    if STEPS.index(step) > STEPS.index(found.reached):
        return redirect("cards:three-ds-step", card.pk, found.reached)
    form = _form(request, found, step)
    if request.method == POST and "check" not in request.POST and form.is_valid():
        answered = _take(request, found, step, form)
        if answered:
            return answered
    return _show(request, card, found, step, form)


def _form(request: CustomerRequest, found: ThreeDsSetup, step: str) -> Form:
    """The boxes of the step; none where it was passed already, or asks nothing."""
    kinds: dict[str, type[Form]] = {"number": NumberForm, "proof": ProofForm, "words": WordsForm}
    kind = Form if _is_passed(found, step) else kinds.get(step, Form)
    if kind is WordsForm:
        return posted(request, kind, **{"phone": request.customer.phone or ""} | request.typed)
    return kind(request.POST if request.method == POST else None)


def _is_passed(found: ThreeDsSetup, step: str) -> bool:
    return {"number": found.matched_at, "proof": found.proven_at}.get(step) is not None


def _take(
    request: CustomerRequest, found: ThreeDsSetup, step: str, form: Form
) -> HttpResponse | None:
    """Do what the step asks; where it leads then, or None if the page says what is wrong."""
    typed = {name: form.cleaned_data[name] for name in form.fields if name != "again"}
    try:
        if _is_passed(found, step):
            pass
        elif step == "number":
            setups.match_number(found, **typed)
        elif step == "method":
            setups.choose_method(found)
        elif step == "proof":
            setups.prove_card(found, **typed)
        elif step == "words":
            setups.finish_setup(found, **typed)
            messages.success(request, _("The 3-D Secure password is set."))
            return redirect("cards:three-ds", found.card_id)
    except SetupOver as refusal:
        messages.error(request, str(refusal))
        return redirect("cards:three-ds", found.card_id)
    except Refusal as refusal:
        _say(form, refusal)
        return None
    return redirect("cards:three-ds-step", found.card_id, STEPS[STEPS.index(step) + 1])


def _say(form: Form, refusal: Refusal) -> None:
    boxes: dict[type[Refusal], str] = {
        NameNotOnCard: "name", SignInPassword: "password", PasswordRefused: "password"
    }  # fmt: skip
    for sentence in getattr(refusal, "reasons", [str(refusal)]):
        form.add_error(boxes.get(type(refusal)), sentence)


def _show(
    request: CustomerRequest, card: Card, found: ThreeDsSetup, step: str, form: Form
) -> HttpResponse:
    here = STEPS.index(step)
    before = STEPS[here - 1] if here else ""
    shown = {"setup": found, "form": form, "step": here + 1, "before": before}
    if step == "words":
        shown |= password_context(request, form)
    return _page(request, card, f"three_ds_{step}", is_passed=_is_passed(found, step), **shown)


def _page(request: CustomerRequest, card: Card, name: str, **shown: Any) -> HttpResponse:
    head = {"card": card, "section": "cards"}
    return render(request, f"cards/{name}.html", {**head, **shown})
