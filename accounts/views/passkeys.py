"""Passkeys of a customer: the list, a new one, one taken off. Each change ends at its code."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from accounts.decorators import customer_required
from accounts.errors import AccountsRefused
from accounts.factors import passkeys
from accounts.forms import PasskeyForm
from accounts.http import CustomerRequest
from accounts.sign_in.devices import device_in_words
from accounts.views.steps import say
from homebank.forms import Form

# What the next passkey of this visit has to sign; another page of it asks anew.
IN_SESSION = "new-passkey"


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def keys(request: CustomerRequest) -> HttpResponse:
    """The customer's passkeys, and the form that makes another."""
    device = device_in_words(request.headers.get("User-Agent", ""))
    form = PasskeyForm(request.POST or None, initial={"name": device[:40]})
    if request.method == "POST" and form.is_valid():
        try:
            deed = passkeys.ask_to_add(
                customer=request.customer, question=request.session.pop(IN_SESSION, None),
                answer=request.POST.get("passkey", ""), name=form.cleaned_data["name"],
                language=get_language() or "ru",
            )  # fmt: skip
            return redirect("accounts:confirm", deed.pk)
        except AccountsRefused as refusal:
            say(form, refusal)
    question = request.session[IN_SESSION] = passkeys.draw_question()
    page = {
        "form": form,
        "passkeys": request.customer.passkeys.order_by("made_at"),
        "question": passkeys.question_for_new(question, user=request.user),
    }
    return render(request, "accounts/passkeys.html", {**page, "section": "security"})


@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def take_off(request: CustomerRequest, passkey_id: UUID) -> HttpResponse:
    """Ask first; the code is asked on the next page."""
    passkey = get_object_or_404(request.customer.passkeys, pk=passkey_id)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            deed = passkeys.remove_passkey.ask(
                customer=request.customer, language=get_language() or "ru", passkey=str(passkey.pk)
            )
            return redirect("accounts:confirm", deed.pk)
        except AccountsRefused as refusal:
            say(form, refusal)
    page = {"passkey": passkey, "form": form, "section": "security"}
    return render(request, "accounts/passkey_off.html", page)
