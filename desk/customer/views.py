"""The page of one customer, and all that the customer reads about access to their file."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.models import Customer
from accounts.sign_in.access_log import ROWS, access_log
from accounts.staff.desk_guard import for_customer
from desk.customer.page import file_of
from desk.staff import staff_of


@for_customer("view_customer")
def customer(request: HttpRequest, customer: Customer) -> HttpResponse:
    """The whole file, to who has said why; each piece by its permission."""
    shown = file_of(customer, staff_of(request))
    return _page(request, "page", customer, title=_("Customer"), **shown)


@for_customer("view_customer")
def log(request: HttpRequest, customer: Customer) -> HttpResponse:
    """What the customer reads about access: sign-ins, refusals, codes, and who opened the file."""
    if not request.user.has_perm("notifications.view_event"):
        raise PermissionDenied
    try:
        before = parse_datetime(request.GET.get("before", "").replace(" ", "+"))
    except ValueError:
        before = None
    lines = access_log(customer=customer, before=before if before and before.tzinfo else None)
    more = lines[-1].at if len(lines) == ROWS else None
    return _page(request, "log", customer, title=_("What the customer reads about access"),
                 lines=lines, more=more)  # fmt: skip


def _page(request: HttpRequest, name: str, customer: Customer, **shown: Any) -> HttpResponse:
    site = admin.site.each_context(request)
    return render(request, f"desk/customer/{name}.html", {**site, "customer": customer, **shown})
