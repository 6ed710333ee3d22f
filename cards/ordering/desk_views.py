"""The desk's page of one order: photos side by side, the call, the codeword, and the decision."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts.four_eyes import waiting_for
from accounts.models import Customer, User
from accounts.staff.call_words import words_in_each
from accounts.staff.calls import call_to
from accounts.staff.desk_guard import note_beside, why_first
from cards.models import CardOrder
from cards.ordering import checking, desk_deeds, desk_hitches, script
from cards.ordering.causes import in_words, is_refused
from cards.ordering.changes import told_steps, turns_of
from cards.ordering.claiming import is_held_by
from cards.ordering.delivering import has_changed
from cards.ordering.delivery import kept_where, ordered_to, where_to
from cards.ordering.linking import SLUG
from cards.ordering.reasons import told_reasons
from cards.ordering.states import State
from cards.photos.keeping import photos_of
from homebank.forms import Form
from homebank.lib.errors import Refusal

SEE = "cards.view_cardorder"
PLASTIC = (State.PRODUCTION, State.ON_ITS_WAY, State.UNDELIVERED, State.REMAKE, State.UNCOLLECTED)
TURNS = ("0", "90", "180", "270")


@sensitive_post_parameters("codeword")
def work(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Look at an order that was sent; take it, call, compare, return it or approve it."""
    by = request.user
    if not by.has_perm(SEE) or not isinstance(by, User):
        raise PermissionDenied
    rows = CardOrder.objects.select_related("customer", "card", "link__file")
    order = get_object_or_404(rows.exclude(number=None), pk=order_id)
    if (asked := why_first(request, order.customer_id)) is not None:
        return asked
    forms = desk_deeds.forms_of(order, by, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        _act(request, order, by, forms)
        if not any(form.errors for form in forms.values()):
            return redirect("admin:cards_cardorder_work", order_id)
    return render(request, "admin/cards/order.html", _shown(request, order, by, forms))


def _act(request: HttpRequest, order: CardOrder, by: User, forms: dict[str, Form]) -> None:
    """Do what the button says; what a form was refused for stands beside what was typed."""
    deed = request.POST.get("deed", "")
    try:
        if said := desk_deeds.do(deed, order, by, forms):
            messages.success(request, said)
    except Refusal as refusal:
        if deed in forms:
            forms[deed].add_error(None, str(refusal))
        else:
            messages.error(request, str(refusal))


def _shown(
    request: HttpRequest, order: CardOrder, by: User, forms: dict[str, Form]
) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": _("Order {number}").format(number=order.shown_number),
        "order": order,
        "place": where_to(order),
        "ordered_to": ordered_to(order),
        "kept_where": kept_where(order),
        "hitch": in_words(order.hitch),
        **_plastic(order, by, forms),
        "is_late": checking.overdue(order),
        "forms": forms,
        "form": next((form for form in forms.values() if form.is_bound), None),
        "is_mine": is_held_by(order, by),
        "rows": checking.compare(order),
        "other": _other(request, order),
        "link": getattr(order, "link", None),
        "link_waits": waiting_for(order.pk, SLUG),
        "returned": told_reasons(order.returned),
        **_photos(request, order),
        **_call(request, order, by),
    }


def _plastic(order: CardOrder, by: User, forms: dict[str, Form]) -> dict[str, Any]:
    """How the order went, how far the plastic is, and what may be said of it now."""
    steps = told_steps(order)
    return {
        "steps": steps,
        "turns": turns_of(steps),
        "is_changed_by_reader": has_changed(order, by),
        "is_plastic_under_way": order.state in PLASTIC,
        "is_refused": is_refused(order),
        "may_be_handed_over": order.state in {State.ON_ITS_WAY, State.UNDELIVERED},
        "hitches": desk_hitches.shown_hitches(forms),
    }


def _other(request: HttpRequest, order: CardOrder) -> Customer | None:
    """The other file that has the order's IIN; its owner reads that it was looked at."""
    other = checking.other_file(order)
    if other is not None:
        note_beside(request, other.pk)
    return other


def _photos(request: HttpRequest, order: CardOrder) -> dict[str, Any]:
    """The pictures; the one that the address names is shown large, and turned."""
    turn = request.GET.get("turn", "0")
    place = TURNS.index(turn) if turn in TURNS else 0
    return {
        "photos": photos_of(order).values(),
        "large": request.GET.get("photo", ""),
        "turn": TURNS[place],
        "next_turn": TURNS[(place + 1) % len(TURNS)],
    }


def _call(request: HttpRequest, order: CardOrder, by: User) -> dict[str, Any]:
    """The call that goes on, what is said in it, and what came of it."""
    now = call_to(customer=order.customer)
    mine = now if now is not None and now.operator_id == by.pk else None
    wanted = request.GET.get("script", order.customer.language)
    language = wanted if wanted in script.LANGUAGES else "ru"
    return {
        "call": mine,
        "words": words_in_each(mine) if mine else {},
        "is_called": checking.is_called(order),
        "lines": script.script_of(order, language=language, operator=by.first_name),
        "script_language": language,
        "script_languages": script.LANGUAGES,
        "matched": checking.codeword_matched(order),
        "tries": checking.codeword_tries(order),
    }
