"""Who may open a view."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from accounts.http import CustomerRequest
from accounts.models import Customer
from accounts.sign_in.typed import keep_typed, take_typed
from accounts.sign_in.visits import way_back

View = Callable[..., HttpResponse]


def customer_required(view: View) -> View:
    """Signed in, second factor passed, customer not blocked; else to sign-in and back.

    The view gets a CustomerRequest. Staff are no customers, whatever they may do at the desk.
    Whoever used a codeword kept from before chooses another one first.
    """

    @wraps(view)
    def checked(request: CustomerRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.customer.must_change_codeword:
            return redirect("accounts:codeword")
        return view(request, *args, **kwargs)

    return customer_in_any_state(checked)


def customer_in_any_state(view: View) -> View:
    """The same for the pages on which that codeword is changed."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        customer = customer_of(request)
        if customer is None:
            return to_sign_in(request)
        request.customer = customer  # type: ignore[attr-defined]
        request.typed = take_typed(request)  # type: ignore[attr-defined]
        if request.typed:  # type: ignore[attr-defined]
            messages.info(request, _("What you typed before the visit ended is here again."))
        return view(cast(CustomerRequest, request), *args, **kwargs)

    return checked


def customer_of(request: HttpRequest) -> Customer | None:
    """Who is signed in with both factors and not blocked; None for everybody else."""
    user = request.user
    customer: Customer | None = getattr(user, "customer", None)
    # OTPMiddleware adds is_verified(); a request that missed it is verified by nobody.
    verified = getattr(user, "is_verified", lambda: False)()
    if not user.is_authenticated or not verified or customer is None or customer.is_blocked:
        return None
    return customer


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and back to the page it was asked from afterwards."""
    page = way_back(request)
    keep_typed(request, page=page)
    return redirect_to_login(page, resolve_url("accounts:sign-in"))
