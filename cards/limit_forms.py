"""Forms of the tab of limits: a change of one, and what if it had been another."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cards.authorization.rules import rules
from cards.errors import (
    AboveCeiling,
    LimitChangedMeanwhile,
    LimitNotAboveZero,
    LimitRefused,
    NoSuchTerm,
)
from cards.limits import TERM, TERMS, Standing, check_amount
from cards.models import LimitKind
from homebank.forms import AmountInput, Form
from homebank.lib.amounts import AmountRefused, NotPositive, TooLarge, parse_amount
from homebank.lib.money import Money

NEGATIVE = re.compile(r"\s*[-\u2012\u2013\u2212]\s*[0-9]")
LONGEST_VERSION = 9
DAYS = [
    (1, pgettext_lazy("term", "1 day")), (7, pgettext_lazy("term", "7 days")),
    (30, pgettext_lazy("term", "30 days")), (90, pgettext_lazy("term", "90 days")),
]  # fmt: skip


class Segments(forms.RadioSelect):
    """Radios side by side: templates/forms/segments.html."""

    template_name = "parts/segments.html"


def limit_of(text: str, kind: str) -> Money:
    """The limit that was typed. AmountRefused or LimitRefused, with a sentence."""
    if NEGATIVE.match(text):
        raise LimitNotAboveZero
    try:
        amount = parse_amount(text)
    except NotPositive:
        raise LimitNotAboveZero from None
    except TooLarge:
        raise AboveCeiling(ceiling=Money(rules().limits[kind].ceiling_minor)) from None
    check_amount(kind=kind, amount=amount, days=TERM)
    return amount


class LimitForm(Form):
    """How much a day and for how long. `version` says what the page was drawn from."""

    amount = forms.CharField(
        label=_("Up to, a day"), max_length=40, required=False, strip=False,
        widget=AmountInput({"inputmode": "decimal"}),
    )  # fmt: skip
    days = forms.TypedChoiceField(
        label=_("For how long"), choices=DAYS, coerce=int, widget=Segments, initial=TERM,
        error_messages={"invalid_choice": NoSuchTerm.message, "required": NoSuchTerm.message},
    )  # fmt: skip
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_VERSION)

    def __init__(self, *args: Any, kind: LimitKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean_amount(self) -> Money:
        try:
            return limit_of(self.cleaned_data["amount"], self.kind)
        except (AmountRefused, LimitRefused) as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def clean(self) -> dict[str, Any]:
        """A page without its version, or with none of ours, was drawn from another limit."""
        typed = self.cleaned_data.get("version", "")
        if typed.isascii() and typed.isdigit():
            return {**self.cleaned_data, "version": int(typed)}
        self.errors.pop("version", None)
        raise forms.ValidationError(LimitChangedMeanwhile.message)

    def redraw_from(self, standing: Standing) -> None:
        """Shown again after a refusal: what was typed, and the limit that is shown now."""
        if self.is_bound:
            typed = {name: self.data.get(name, "") for name in self.fields}
            self.data = typed | {"version": str(standing.version)}


class WhatIfForm(Form):
    """Another limit, tried on the operations of the last 90 days. By GET, so all may be missing."""

    what = forms.ChoiceField(
        label=_("Which limit"), choices=LimitKind.choices, widget=Segments,
        initial=LimitKind.INTERNET,
        error_messages={"invalid_choice": _("Choose one of the three limits."),
                        "required": _("Choose one of the three limits.")},
    )  # fmt: skip
    if_amount = forms.CharField(
        label=_("If it were, a day"), max_length=40, required=False, strip=False,
        widget=AmountInput(),
    )  # fmt: skip

    def clean_if_amount(self) -> Money:
        kind = self.cleaned_data.get("what", LimitKind.INTERNET)
        try:
            return limit_of(self.cleaned_data["if_amount"], kind)
        except (AmountRefused, LimitRefused) as refusal:
            raise forms.ValidationError(str(refusal)) from None


def first_values(standing: Standing, asked: dict[str, str]) -> dict[str, str]:
    """What the boxes begin with: the limit as it is, or what another page's button proposes."""
    plain = f"{standing.amount.amount:f}".removesuffix(".00").replace(".", ",")
    first = {"amount": plain, "days": str(TERM), "version": str(standing.version)}
    if re.fullmatch(r"[0-9]{1,10}([.,][0-9]{1,2})?", asked.get("amount", ""), re.ASCII):
        first["amount"] = asked["amount"].replace(".", ",")
    if asked.get("days", "") in {str(days) for days in TERMS}:
        first["days"] = asked["days"]
    return first
