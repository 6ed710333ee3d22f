"""The page of the demo's cash machine: another trusted number, a slip with a new codeword."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from cards.models import Card
from channel.functions import CODEWORD_SLIP, TRUSTED_NUMBER
from homebank.demo_bank.cash_machine import NotHeard, Printed, ask_bank
from homebank.demo_bank.machine_form import LONGEST_TYPED, TYPED
from homebank.demo_bank.machine_views import demo_only
from homebank.demo_bank.people import demo_cards
from homebank.forms import Form, Pick, Picks, SecretInput
from homebank.lib.money import Money

NUMBER, SLIP = TRUSTED_NUMBER.path, CODEWORD_SLIP.path
NOT_ANSWERED = _("The bank did not answer. Nothing is known of what was asked: ask once more.")


def _deeds() -> list[tuple[str, Pick]]:
    slip = _("a new word at once; the fee is taken from the card")
    return [
        (NUMBER, Pick(str(_("Trusted number")), str(_("another number for codes and messages")))),
        (SLIP, Pick(str(pgettext_lazy("cash machine", "Codeword")), str(slip))),
    ]


class CashMachineForm(Form):
    """What is chosen on its screen. The PIN stays between the machine and its host."""

    deed = forms.ChoiceField(
        label=pgettext_lazy("cash machine", "Choose"), widget=Picks, initial=NUMBER
    )
    card = forms.ChoiceField(label=_("Card in the machine"), required=False, widget=forms.Select)
    other = forms.CharField(
        label=_("Card number"), required=False, max_length=LONGEST_TYPED, widget=SecretInput(TYPED)
    )
    number = forms.CharField(
        label=_("New number"), required=False, max_length=30,
        help_text=_("For example +7 700 000 00 12."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "off", "class": "w-m"}),
    )  # fmt: skip
    key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    again = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, cards: list[Card], **kwargs: Any) -> None:
        super().__init__(*args, initial={"deed": NUMBER, "key": str(uuid4())}, **kwargs)
        self.cards = {str(card.pk): card for card in cards}
        named = [(key, f"{c.title}, {c.customer.full_name}") for key, c in self.cards.items()]
        self.fields["card"].choices = named  # type: ignore[attr-defined]
        self.fields["deed"].choices = _deeds()  # type: ignore[attr-defined]

    def clean_key(self) -> str:
        """The id that the page was opened with: what is sent again is done once."""
        try:
            return str(UUID(self.cleaned_data["key"]))
        except ValueError:
            return str(uuid4())

    def clean_other(self) -> str:
        digits = "".join(str(self.cleaned_data["other"]).split()).replace("-", "")
        if digits and not (digits.isascii() and digits.isdigit() and 13 <= len(digits) <= 19):
            raise ValidationError(_("A card number has 13 to 19 digits."))
        return digits

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("deed") == NUMBER and not told.get("number") and "number" not in self.errors:
            self.add_error("number", ValidationError(_("Type the new number.")))
        if not told.get("other") and not told.get("card") and "other" not in self.errors:
            self.add_error("card", _("Choose a card, or type another one’s number."))
        return told

    @property
    def other_is_typed(self) -> bool:
        return bool(self["other"].errors or (self.is_bound and self["other"].data))

    @property
    @sensitive_variables()
    def asked(self) -> tuple[str, dict[str, Any]]:
        """The function of the channel, and what it is told."""
        told = self.cleaned_data
        card = told["other"] or self.cards[told["card"]].number
        body = {"id": told["key"], "card": card, "verified": "pin"}
        if told["deed"] == NUMBER:
            return NUMBER, {**body, "number": told["number"]}
        return SLIP, {**body, **({"again": True} if told["again"] else {})}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@demo_only
@sensitive_variables()
def cash_machine(request: HttpRequest) -> HttpResponse:
    """Ask the bank as a cash machine does, and print what it says."""
    cards = demo_cards()
    form = CashMachineForm(request.POST or None, cards=cards)
    page: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            printed = ask_bank(*form.asked)
            page |= _printed(form, printed) | {"form": CashMachineForm(cards=cards)}
        except NotHeard:
            page["fault"], status = NOT_ANSWERED, 400
    elif request.method == "POST":
        status = 400
    return render(request, "demo/cash_machine.html", page, status=status)


@sensitive_variables()
def _printed(form: CashMachineForm, printed: Printed) -> dict[str, Any]:
    told = printed.told
    fee = Money(told["fee"], told["currency"]) if "fee" in told else None
    return {"printed": printed, "told": told, "fee": fee, "typed": form.cleaned_data,
            "is_slip": form.cleaned_data["deed"] == SLIP}  # fmt: skip
