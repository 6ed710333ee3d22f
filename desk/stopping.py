"""A card frozen or blocked at the desk, for a caller who is its owner (OPS-02, CRD-09)."""

from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_stubs_ext import StrOrPromise

from accounts.models import User
from accounts.staff.deeds import count_deed, read_reason, record_deed
from accounts.staff.desk_guard import why_first
from cards.blocking import REASONS, block_card
from cards.freezing import freeze_card
from cards.models import Card
from cards.standing import check_working, lock_working
from desk.staff import staff_of
from homebank.forms import Form, Picks
from homebank.lib.desk_words import FAMILIES
from homebank.lib.errors import Refusal
from homebank.lib.throttle import Limit

STOP, STAFF, FREEZE = "cards.stop_card", "staff", "freeze"
STOPS = Limit("card-stops", 60, timedelta(hours=1))


def _block_for(cause: str) -> StrOrPromise:
    said = FAMILIES["fact reason"][cause]
    return format_lazy(gettext_lazy("Block for good: {cause}"), cause=said)


class AlreadyFrozen(Refusal):
    message = gettext_lazy("The card is frozen already. Block it if it is lost or stolen.")


class StopForm(Form):
    """Frozen until its owner unfreezes it, or blocked for good and for which cause."""

    deed = forms.ChoiceField(
        label=gettext_lazy("What is done"), widget=Picks,
        choices=[(FREEZE, gettext_lazy("Freeze: the owner unfreezes it in Homebank")),
                 *((cause, _block_for(cause)) for cause in sorted(REASONS))],
        error_messages={"required": gettext_lazy("Choose what is done with the card."),
                        "invalid_choice": gettext_lazy("Choose what is done with the card.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=pgettext_lazy("desk", "Reason"), max_length=200,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=gettext_lazy("Who asked, and how you knew the caller. The customer reads it."),
        error_messages={"required": gettext_lazy("Say who asked, and how you knew the caller.")},
    )  # fmt: skip


def stop_card(*, card: Card, by: User, deed: str, reason: str) -> None:
    """Freeze the card, or block it for good (`deed` is a cause of cards.blocking.REASONS).

    ReasonMissing, ReasonHoldsSecret, TooManyTries(at), AlreadyFrozen, and what cards.standing
    refuses.
    """
    said = read_reason(reason)
    check_working(card)
    count_deed(by, STOPS)
    with transaction.atomic():
        own = lock_working(card)
        if deed != FREEZE:
            block_card(card=own, reason=deed)
        elif not freeze_card(card=own, way=STAFF):
            raise AlreadyFrozen
        done = FREEZE if deed == FREEZE else "block"
        record_deed(kind="card.stopped", customer=own.customer, by=by, subject=own.pk,
                    deed=done, note=said)  # fmt: skip


def stop(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """The card, and what is done with it. Behind a reason to open the file."""
    by = staff_of(request)
    if not by.has_perm(STOP):
        raise PermissionDenied
    card = get_object_or_404(Card.objects.select_related("customer"), pk=card_id)
    if (asked := why_first(request, card.customer_id)) is not None:
        return asked
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            stop_card(card=card, by=by, **form.cleaned_data)
            messages.success(request, _("Done. The customer is told by SMS."))
            return redirect("desk:customer", card.customer_id)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    shown = {**admin.site.each_context(request), "title": _("Stop a card"), "card": card,
             "customer": card.customer, "form": form}  # fmt: skip
    return render(request, "desk/stop.html", shown)
