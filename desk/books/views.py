"""Books at the desk: an account's card by period, and the books as files."""

from datetime import date, datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.staff.desk_guard import why_first
from accounts.staff.exports import reason_to_take
from desk.books import files
from desk.books.forms import PeriodForm, edge_of, edge_text, usual_period
from desk.books.showing import named, shown_lines
from desk.staff import staff_of
from ledger.account_cards import Edge, card_page
from ledger.day_bounds import bounds
from ledger.models import Account, ClosedDay

SEES = "ledger.view_account"
takes = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def account_card(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """Entries of one account by period, oldest first, with the balance after each."""
    account, refused = _account(request, account_id)
    if refused is not None:
        return refused
    form = PeriodForm(request.GET or None)
    begin, until = _period(form)
    first = Edge(begin)
    edge = max(edge_of(request.GET.get("from", "")) or first, first, key=_order)
    page = card_page(account=account, begin=edge, until=until)
    site = admin.site.each_context(request)
    return render(request, "desk/books/account.html", {
        **site, "title": _("Account card"), "subtitle": named(account), "account": account,
        "form": form, "page": page, "lines": shown_lines(page), "query": form.query(),
        "is_first": edge == first,
        "next": edge_text(page.lines[-1].next) if page.more else "",
    })  # fmt: skip


@takes
def account_file(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """The period of the page as CSV, for a reason."""
    account, refused = _account(request, account_id)
    if refused is not None:
        return refused
    query, card = request.GET.urlencode(), reverse("desk:account-card", args=[account.pk])
    why = reason_to_take(request, what=_("Account card as CSV"),
                         back=f"{card}?{query}" if query else card)  # fmt: skip
    if not isinstance(why, str):
        return why
    begin, until = _period(PeriodForm(request.GET or None))
    return files.account_card_file(account=account, begin=begin, until=until, why=why,
                                   by=staff_of(request))  # fmt: skip


@takes
def trial_balance_file(request: HttpRequest) -> HttpResponseBase:
    """The trial balance as CSV, for a reason."""
    _need(request)
    why = reason_to_take(request, what=_("The trial balance as CSV"),
                         back=reverse("admin:ledger_trial_balance"))  # fmt: skip
    if not isinstance(why, str):
        return why
    return files.trial_balance_file(by=staff_of(request), why=why)


@takes
def day_file(request: HttpRequest, day: str) -> HttpResponseBase:
    """What every account had at the end of a closed day, as CSV, for a reason."""
    _need(request)
    try:
        closed = get_object_or_404(ClosedDay, day=date.fromisoformat(day))
    except ValueError:
        raise Http404 from None
    why = reason_to_take(request, what=_("Balances of a day as CSV"),
                         back=reverse("admin:ledger_end_of_day"))  # fmt: skip
    if not isinstance(why, str):
        return why
    return files.day_file(day=closed.day, by=staff_of(request), why=why)


def _account(request: HttpRequest, account_id: int) -> tuple[Account, HttpResponseBase | None]:
    """The account; a customer's opens to who has said why."""
    _need(request)
    account = get_object_or_404(Account, pk=account_id)
    return account, why_first(request, account.owner_id) if account.owner_id else None


def _period(form: PeriodForm) -> tuple[datetime, datetime]:
    """The typed days, both included; the last thirty where none are typed, or wrong ones."""
    usual_first, usual_last = usual_period()
    said: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    first, last = said.get("first") or usual_first, said.get("last") or usual_last
    return bounds(first)[0], bounds(last)[1]


def _order(edge: Edge) -> tuple[datetime, int]:
    return edge.at, edge.entry_id


def _need(request: HttpRequest) -> None:
    if not staff_of(request).has_perm(SEES):
        raise PermissionDenied
