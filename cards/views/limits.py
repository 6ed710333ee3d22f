"""The tab of limits and access: how they stand, one changed, another tried on the last 90 days."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import customer_required
from accounts.errors import AccountsRefused
from accounts.http import CustomerRequest
from accounts.recovery.cooling import cooling_until
from accounts.sign_in.typed import keeps_typed
from cards.errors import CardRefused, LimitChangedMeanwhile
from cards.limit_changes import TITLES, change_limit
from cards.limit_forms import LimitForm, WhatIfForm, first_values
from cards.limit_pages import rows_of, tried_with
from cards.limits import close_access, standing_of
from cards.models import Card, LimitKind
from cards.views.area import own_card, show_tab


@require_safe
@customer_required
def limits(request: CustomerRequest, card_id: UUID) -> HttpResponse:
    """What each limit is, what is used of it today, what is left; and what if it were another."""
    own = own_card(request, card_id)
    form = WhatIfForm(request.GET if "if_amount" in request.GET else None)
    return show_tab(request, own, "cards/limits.html", limits=rows_of(own), form=form,
                    tried=tried_with(own, form), cools_until=_cools(request))  # fmt: skip


@keeps_typed("amount", "days")
@require_http_methods(["GET", "HEAD", "POST"])
@customer_required
def limit(request: CustomerRequest, card_id: UUID, kind: str) -> HttpResponse:
    """One limit: open it or change how much a day. What loosens goes on to its code."""
    own, limit_kind = own_card(request, card_id), _kind(kind)
    standing = standing_of(card=own, kind=limit_kind)
    first = first_values(standing, request.GET.dict()) | getattr(request, "typed", {})
    posted = request.POST if request.method == "POST" else None
    form = LimitForm(posted, initial=first, kind=limit_kind)
    if form.is_valid() and (on := _change(request, own, form)) is not None:
        return on
    form.redraw_from(standing)
    return show_tab(request, own, "cards/limit.html", form=form, limit=standing, within="limits",
                    title=TITLES[limit_kind], cools_until=_cools(request))  # fmt: skip


@require_POST
@customer_required
def closing(request: CustomerRequest, card_id: UUID, kind: str) -> HttpResponse:
    """Such operations are closed at once: what makes safer asks no code."""
    own = own_card(request, card_id)
    try:
        close_access(card=own, kind=_kind(kind))
        messages.success(request, _("Closed. Nothing more of the kind passes until you open it."))
    except CardRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("cards:limits", card_id)


def _change(request: CustomerRequest, card: Card, form: LimitForm) -> HttpResponse | None:
    """On to the code, or back to the tab when it is done; None if the form stays."""
    try:
        deed = change_limit(
            card=card, kind=form.kind, language=get_language() or "ru", **form.cleaned_data
        )
    except (CardRefused, AccountsRefused) as refusal:
        field = None if isinstance(refusal, LimitChangedMeanwhile) else "amount"
        form.add_error(field, str(refusal))
        return None
    if deed is not None:
        return redirect("accounts:confirm", deed.pk)
    messages.success(request, _("The limit is changed."))
    return redirect("cards:limits", card.pk)


def _cools(request: CustomerRequest) -> datetime | None:
    return cooling_until(customer=request.customer)


def _kind(text: str) -> LimitKind:
    if text not in LimitKind.values:
        raise Http404
    return LimitKind(text)
