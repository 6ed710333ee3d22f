"""\"Is the bank calling me?\": yes with a name and two words, or no and what to do."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.decorators import customer_required
from accounts.http import CustomerRequest
from accounts.staff.call_words import words_in_each
from accounts.staff.calls import call_to
from homebank.lib import clock


@require_safe
@customer_required
def calling(request: CustomerRequest) -> HttpResponse:
    """Whether somebody of the bank is calling this customer now."""
    call = call_to(customer=request.customer)
    words = words_in_each(call) if call else {}
    spoken = words.pop(get_language() or "ru", None)
    page = {"call": call, "words": spoken, "others": words, "now": clock.now()}
    return render(request, "accounts/calls.html", {**page, "section": "security"})
