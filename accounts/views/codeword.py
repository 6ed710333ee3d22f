"""Another codeword: before all other pages for who has one kept from before, or by a reset."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.codewords.changing import ask_for_codeword
from accounts.decorators import customer_in_any_state
from accounts.errors import AccountsRefused
from accounts.forms import NewCodewordForm
from accounts.http import CustomerRequest
from accounts.views.steps import say


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@customer_in_any_state
def change(request: CustomerRequest) -> HttpResponse:
    """A new codeword, twice; the code is asked on the next page. For who has to, or may, once."""
    if not request.customer.must_change_codeword and not request.customer.may_reset_codeword:
        return redirect("overview:my")
    form = NewCodewordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            deed = ask_for_codeword(
                customer=request.customer, codeword=form.cleaned_data["codeword"],
                language=get_language() or "ru",
            )  # fmt: skip
            return redirect("accounts:confirm", deed.pk)
        except AccountsRefused as refusal:
            say(form, refusal)
    return render(request, "accounts/codeword.html", {"form": form, "section": "security"})
