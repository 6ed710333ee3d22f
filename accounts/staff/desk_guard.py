"""The desk's pages of one customer open only to who has said why (accounts/staff/openings.py).

Every page of a row that tells about a customer is guarded, whichever room registered it, so that
a new table is guarded from its first day.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.models import Customer, User
from accounts.staff.openings import note_look, opened_until, whose

View = Callable[..., HttpResponseBase]
PAGES, LIST = {"change_view", "history_view"}, "changelist_view"


def behind_reason(view: View) -> View:
    """An admin's page of one row, behind a reason if the row is a customer's; other views as is.

    So is a list of what belongs to one such row, as all entries of an account.
    """
    admin, name = getattr(view, "__self__", None), getattr(view, "__name__", "")
    if not isinstance(admin, ModelAdmin):
        return view
    if name == LIST and getattr(admin, "linked_by", ()):
        return _list_guarded(view, admin)
    return _row_guarded(view, admin) if name in PAGES else view


def _row_guarded(view: View, admin: "ModelAdmin[Any]") -> View:

    @wraps(view)
    def guarded(request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        # Who may not look at all is told so by the page itself.
        row = admin.get_object(request, unquote(object_id)) if _may(admin, request) else None
        customer_id = whose(row) if row is not None else None
        if customer_id is not None and not _said_why(request, customer_id):
            return ask_why(request, customer_id)
        return view(request, object_id, *args, **kwargs)

    return guarded


def _list_guarded(view: View, admin: "ModelAdmin[Any]") -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        for customer_id in _narrowed_to(request, admin) if _may(admin, request) else ():
            if not _said_why(request, customer_id):
                return ask_why(request, customer_id)
        return view(request, *args, **kwargs)

    return guarded


def _narrowed_to(request: HttpRequest, admin: "ModelAdmin[Any]") -> Iterator[UUID]:
    """Whose rows the address asks the list for, by the look-ups that our own links use."""
    for lookup in admin.linked_by:  # type: ignore[attr-defined]
        linked = admin.opts.get_field(lookup.split("__")[0]).related_model
        assert linked is not None  # the admin's own word, not the visitor's
        rows = [_row(linked, key) for key in request.GET.getlist(lookup)]
        yield from filter(None, (whose(row) for row in rows if row is not None))


def _row(model: type[Model], key: str) -> Model | None:
    """The row with the key; None where there is none, and for what is no key."""
    with suppress(ValueError, ValidationError):
        return model._default_manager.filter(pk=key).first()
    return None


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


def why_first(request: HttpRequest, customer_id: UUID) -> HttpResponseRedirect | None:
    """To the page that asks for the reason, unless it was said: for other rooms' own pages."""
    return None if _said_why(request, customer_id) else ask_why(request, customer_id)


def note_beside(request: HttpRequest, customer_id: UUID) -> None:
    """Something of this file is shown on the page of another customer: its owner reads so too."""
    assert isinstance(request.user, User)
    note_look(customer_id=customer_id, by=request.user, what=_looked_at(request))


def ask_why(request: HttpRequest, customer_id: UUID) -> HttpResponseRedirect:
    """To the page that asks for the reason, and back to this one."""
    address = reverse("admin:accounts_customer_reason", args=[customer_id])
    return HttpResponseRedirect(f"{address}?{urlencode({'next': request.get_full_path()})}")


def _may(admin: "ModelAdmin[Any]", request: HttpRequest) -> bool:
    return bool(admin.has_view_or_change_permission(request))


def _said_why(request: HttpRequest, customer_id: UUID) -> bool:
    """Whether a reason was said; then what is looked at is written down beside it."""
    assert isinstance(request.user, User)
    if opened_until(customer_id=customer_id, by=request.user) is None:
        return False
    note_look(customer_id=customer_id, by=request.user, what=_looked_at(request))
    return True


def _looked_at(request: HttpRequest) -> str:
    """The page in the words of an event: `cards.card` for an admin's, else its own name."""
    match = request.resolver_match
    room, _sign, rest = (match.url_name or "" if match else "").partition("_")
    model, _sign, _page = rest.partition("_")
    return f"{room}.{model}" if model else room
