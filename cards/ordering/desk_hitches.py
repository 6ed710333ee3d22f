"""The desk's forms and buttons for plastic that came to nothing: why, where it lies, what next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from accounts.models import User
from accounts.staff.desk_forms import ReasonForm
from cards.models import CardOrder
from cards.ordering import hitches
from cards.ordering.causes import FAILURES, FAULTS
from cards.ordering.delivery import branches
from cards.ordering.errors import NotNow
from cards.ordering.forms import read_latin_name
from cards.ordering.states import Kind, check_step
from homebank.forms import Form, Picks

DELIVER = "cards.make_batch"
CHOOSE = {"required": gettext_lazy("Choose what went wrong from the list."),
          "invalid_choice": gettext_lazy("Choose what went wrong from the list.")}  # fmt: skip


def _branches_or(nothing: Any) -> Callable[[], list[tuple[str, Any]]]:
    return lambda: [("", nothing), *((b.key, f"{b.title}, {b.address}") for b in branches())]


class RemakeForm(ReasonForm):
    """Why another card is made, and what it bears."""

    cause = forms.ChoiceField(
        label=gettext_lazy("What went wrong"), choices=list(FAULTS.items()), widget=Picks,
        error_messages=CHOOSE,
    )  # fmt: skip
    latin_name = forms.CharField(
        label=gettext_lazy("Name on the next card"), max_length=60,
        help_text=gettext_lazy("As in the document. Change it only after you spoke to the owner."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    field_order = ["cause", "latin_name", "reason"]

    def clean_latin_name(self) -> str:
        return read_latin_name(self.cleaned_data["latin_name"])


class UndeliveredForm(ReasonForm):
    """Why the card came back, and where it lies for its owner."""

    cause = forms.ChoiceField(
        label=gettext_lazy("What went wrong"), choices=list(FAILURES.items()), widget=Picks,
        error_messages=CHOOSE,
    )  # fmt: skip
    branch = forms.ChoiceField(
        label=gettext_lazy("Where it waits for its owner"), required=False,
        choices=_branches_or(gettext_lazy("At no branch yet: we call the customer")),
        error_messages={"invalid_choice": gettext_lazy("Choose a branch from the list.")},
    )  # fmt: skip
    field_order = ["cause", "branch", "reason"]


class SendAgainForm(ReasonForm):
    """Where the card goes the second time, as it was agreed with the customer."""

    branch = forms.ChoiceField(
        label=gettext_lazy("Where it goes"), required=False,
        choices=_branches_or(gettext_lazy("To the same place")),
        error_messages={"invalid_choice": gettext_lazy("Choose a branch from the list.")},
    )  # fmt: skip
    field_order = ["branch", "reason"]


class DestroyForm(ReasonForm):
    """Who destroyed the card, and in whose presence."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A form with the heading that opens it, and its button."""

    deed: str
    form: Form
    title: StrOrPromise
    button: StrOrPromise


def hitch_forms(order: CardOrder, by: User, data: QueryDict | None) -> dict[str, Form]:
    """The forms that fit where the order stands, for who may deliver; the pressed one is bound."""
    if not by.has_perm(DELIVER):
        return {}
    pressed = data.get("deed", "") if data is not None else ""
    return {
        deed: form(data if deed == pressed else None, auto_id=f"id_{deed}_%s",
                   initial={"latin_name": order.latin_name})
        for deed, (kind, form, _act) in HITCHES.items() if _fits(order, kind)
    }  # fmt: skip


def shown_hitches(forms: Mapping[str, Form]) -> list[Shown]:
    """Those of the forms that are of plastic, with what stands over and under each."""
    return [
        Shown(deed, forms[deed], title, button)
        for deed, (title, button) in WORDS.items() if deed in forms
    ]  # fmt: skip


def do_hitch(deed: str) -> Callable[[CardOrder, User, dict[str, Form]], str]:
    """What the button `deed` does. NotNow where the order does not stand there, and what the
    services of `hitches` refuse.
    """

    def act(order: CardOrder, by: User, given: dict[str, Form]) -> str:
        kind, _form, service = HITCHES[deed]
        if deed not in given:
            check_step(order, kind)
            raise NotNow(state=order.get_state_display())
        return service(order, by, given[deed].cleaned_data)

    return act


def _fits(order: CardOrder, kind: str) -> bool:
    """Also the time of what is kept has to be over before it is destroyed."""
    try:
        check_step(order, kind)
    except NotNow:
        return False
    return kind != Kind.UNCOLLECTED or hitches.may_be_destroyed(order)


def _remake(order: CardOrder, by: User, said: dict[str, Any]) -> str:
    hitches.make_again(order_id=order.pk, by=by, **said)
    return _("Another card is made with the next batch. The customer is told by SMS.")


def _undelivered(order: CardOrder, by: User, said: dict[str, Any]) -> str:
    hitches.note_undelivered(order_id=order.pk, by=by, **said)
    return _("The card is kept at the bank. The customer is told by SMS.")


def _send_again(order: CardOrder, by: User, said: dict[str, Any]) -> str:
    hitches.send_again(order_id=order.pk, by=by, **said)
    return _("The card is on its way again. The customer is told by SMS.")


def _destroy(order: CardOrder, by: User, said: dict[str, Any]) -> str:
    hitches.destroy_card(order_id=order.pk, by=by, **said)
    return _("The card is destroyed and the order is over. The customer is told by SMS.")


Service = Callable[[CardOrder, User, dict[str, Any]], str]
HITCHES: dict[str, tuple[str, type[Form], Service]] = {
    "undelivered": (Kind.UNDELIVERED, UndeliveredForm, _undelivered),
    "send-again": (Kind.SENT_AGAIN, SendAgainForm, _send_again),
    "remake": (Kind.REMAKE, RemakeForm, _remake),
    "destroy": (Kind.UNCOLLECTED, DestroyForm, _destroy),
}
WORDS: dict[str, tuple[StrOrPromise, StrOrPromise]] = {
    "undelivered": (gettext_lazy("It could not be delivered"), gettext_lazy("Keep it at the bank")),
    "send-again": (gettext_lazy("Send it again"), gettext_lazy("The card is on its way again")),
    "remake": (
        gettext_lazy("Another card has to be made"), gettext_lazy("Have another card made"),
    ),
    "destroy": (gettext_lazy("It has to be destroyed"), gettext_lazy("The card is destroyed")),
}  # fmt: skip
