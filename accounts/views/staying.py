"""How long the visit lasts, for the script that warns before its end."""

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_http_methods

from accounts.decorators import customer_in_any_state
from accounts.http import CustomerRequest
from accounts.sign_in import visits
from homebank.lib.unattended import renews_itself

TOO_OFTEN = 429


@renews_itself
@require_http_methods(["GET", "HEAD", "POST"])
@customer_in_any_state
def stay(request: CustomerRequest) -> HttpResponse:
    """The seconds that are left; a POST makes them more. A page may send forms by this token."""
    done = request.method != "POST" or visits.stay_longer(request)
    found = visits.stay_of(request)
    told = {"left": found.left, "whole": found.whole, "who": found.who, "token": get_token(request)}
    return JsonResponse(told, status=200 if done else TOO_OFTEN)
