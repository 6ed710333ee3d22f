"""The desk's pages of one customer open only to who has said why (accounts/openings.py).

Every page of a row that tells about a customer is guarded, whichever room registered it, so that
a new table is guarded from its first day.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import Customer, User
from accounts.openings import opened_until, whose

View = Callable[..., HttpResponseBase]
PAGES = {"change_view", "history_view"}


def behind_reason(view: View) -> View:
    """An admin's page of one row, behind a reason if the row is a customer's; other views as is."""
    owner = getattr(view, "__self__", None)
    if not isinstance(owner, ModelAdmin) or getattr(view, "__name__", "") not in PAGES:
        return view
    admin = owner

    @wraps(view)
    def guarded(request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        # Who may not look at all is told so by the page itself.
        row = admin.get_object(request, unquote(object_id)) if _may(admin, request) else None
        customer_id = whose(row) if row is not None else None
        if customer_id is not None and not _said_why(request, customer_id):
            return ask_why(request, customer_id)
        return view(request, object_id, *args, **kwargs)

    return guarded


def for_customer(*permissions: str) -> Callable[[View], View]:
    """A page of the desk about one customer: any of the `permissions` of accounts, a reason said.

    The view gets the Customer in place of its id.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, customer_id: UUID, **kwargs: Any) -> HttpResponseBase:
            if not any(request.user.has_perm(f"accounts.{each}") for each in permissions):
                raise PermissionDenied
            customer = get_object_or_404(Customer, pk=customer_id)
            if not _said_why(request, customer.pk):
                return ask_why(request, customer.pk)
            return view(request, customer, **kwargs)

        return guarded

    return decorate


def ask_why(request: HttpRequest, customer_id: UUID) -> HttpResponseRedirect:
    """To the page that asks for the reason, and back to this one."""
    address = reverse("admin:accounts_customer_reason", args=[customer_id])
    return HttpResponseRedirect(f"{address}?{urlencode({'next': request.get_full_path()})}")


def _may(admin: "ModelAdmin[Any]", request: HttpRequest) -> bool:
    return bool(admin.has_view_or_change_permission(request))


def _said_why(request: HttpRequest, customer_id: UUID) -> bool:
    assert isinstance(request.user, User)
    return opened_until(customer_id=customer_id, by=request.user) is not None
