"""What a customer tells of a dispute. What holds a whole card number is refused and forgotten."""

import datetime as dt
import re
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from cards.disputes.errors import FullCardNumber
from cards.disputes.filing import Told
from cards.models import Card, DisputeCause
from homebank.forms import Form, Pick, Picks
from homebank.lib import clock
from homebank.lib.card_numbers import holds_card_number
from homebank.lib.clock import ALMATY

DAY_FIRST = re.compile(r"([0-9]{1,2})[./\- ]([0-9]{1,2})[./\- ]([0-9]{4})", re.ASCII)
YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
TIME = re.compile(r"([0-9]{1,2})[:. ]([0-9]{2})(?::[0-9]{2})?", re.ASCII)
RRN = re.compile(r"[0-9A-Z]{12}", re.ASCII)
# Of a payment that is older than this, nobody can ask a shop anything any more.
OLDEST = timedelta(days=540)
LONGEST_NOTE = 500


def _box(
    label: StrOrPromise, hint: StrOrPromise, *, longest: int = 40, kind: str = "w-m", **attrs: str
) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=longest,
        widget=forms.TextInput({"autocomplete": "off", "class": kind, **attrs}),
        error_messages={"max_length": _("This is too long. Write at most %(limit_value)d signs.")},
    )  # fmt: skip


class WithoutCardNumber(Form):
    """A form that a whole card number cannot get into: the box is emptied and says why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.emptied = {
            name for name, field in self.fields.items()
            if isinstance(field, forms.CharField) and holds_card_number(self.data.get(name, ""))
        }  # fmt: skip
        if self.emptied:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            for name in self.emptied:
                self.data[name] = ""  # type: ignore[index]

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name in self.emptied:
            self.errors.pop(name, None)
            self.add_error(name, str(FullCardNumber.message))


class DisputeForm(WithoutCardNumber):
    """A dispute of a movement: the bank knows the card, the time and the shop's number."""

    cause = forms.ChoiceField(
        label=_("What is wrong"), choices=DisputeCause.choices, widget=Picks,
        error_messages={"required": _("Choose what is wrong."),
                        "invalid_choice": _("Choose what is wrong.")},
    )  # fmt: skip
    order_number = _box(
        _("Order number"), _("From the shop’s letter or receipt. Leave it empty if there is none.")
    )
    session_number = _box(
        _("Session number"), _("If the page of the payment showed one. It may be left empty.")
    )
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("If the shop or the bank has to write."),
        widget=forms.EmailInput({"autocomplete": "email", "class": "w-m"}),
        error_messages={"invalid": _("This is no e-mail address. Write it as name@example.kz.")},
    )  # fmt: skip
    note = forms.CharField(
        label=_("In your own words"), required=False, max_length=LONGEST_NOTE,
        help_text=_("What was agreed, what came of it. It may be left empty."),
        widget=forms.Textarea({"rows": "4", "autocomplete": "off"}),
        error_messages={"max_length": _("This is too long. Write at most %(limit_value)d signs.")},
    )  # fmt: skip

    def told(self) -> Told:
        """What was told, of a form whose shapes are right."""
        return Told(**self.cleaned_data)


class OperationForm(DisputeForm):
    """A dispute of an operation that is not in the lists: all five details are asked for."""

    field_order = (
        "card", "day", "time", "rrn", "cause", "order_number", "session_number", "email", "note",
    )  # fmt: skip

    card = forms.ChoiceField(
        label=_("Which card"), widget=Picks,
        help_text=_("The first 6 and the last 4 digits say which. Nobody needs the whole number."),
        error_messages={"required": _("Choose one of your cards from the list."),
                        "invalid_choice": _("Choose one of your cards from the list.")},
    )  # fmt: skip
    day = forms.CharField(
        label=_("Day of the operation"), max_length=20, help_text=_("For example 21.11.2026."),
        widget=forms.TextInput({"autocomplete": "off", "class": "w-m", "inputmode": "numeric"}),
    )  # fmt: skip
    time = forms.CharField(
        label=_("Time of the operation"), max_length=8,
        help_text=_("From the receipt or the SMS, for example 14:05."),
        widget=forms.TextInput({"autocomplete": "off", "class": "w-s", "inputmode": "numeric"}),
    )  # fmt: skip
    rrn = _box(
        _("Reference number (RRN)"), _("12 digits on the receipt. It may be left empty."),
        longest=20, inputmode="numeric",
    )  # fmt: skip

    def __init__(self, *args: Any, cards: list[Card], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cards = {str(card.pk): card for card in cards}
        picks = [(str(card.pk), Pick(card.brand, card.truncated)) for card in cards]
        self.fields["card"].choices = picks  # type: ignore[attr-defined]
        if len(cards) == 1:
            self.fields["card"].initial = str(cards[0].pk)

    def clean_card(self) -> Card:
        return self.cards[self.cleaned_data["card"]]

    def clean_day(self) -> date:
        try:
            day = _read_day(self.cleaned_data["day"].strip())
        except ValueError:
            raise ValidationError(_("There is no such day.")) from None
        if day is None:
            raise ValidationError(_("Write day, month and year, for example 21.11.2026."))
        if clock.today() - day > OLDEST:
            raise ValidationError(
                _("This is too long ago to ask the shop here. Come to a branch with the receipt.")
            )
        return day

    def clean_time(self) -> dt.time:
        match = TIME.fullmatch(self.cleaned_data["time"].strip())
        if match is None or int(match[1]) > 23 or int(match[2]) > 59:
            raise ValidationError(_("Write hours and minutes, for example 14:05."))
        return dt.time(int(match[1]), int(match[2]))

    def clean_rrn(self) -> str:
        rrn = re.sub(r"[\s\-]", "", self.cleaned_data["rrn"]).upper()
        if rrn and not RRN.fullmatch(rrn):
            raise ValidationError(
                _("An RRN has 12 digits. Look at the receipt, or leave the box empty.")
            )
        return rrn

    def clean(self) -> dict[str, Any]:
        facts = self.cleaned_data
        if {"day", "time"} <= facts.keys() and self._moment() > clock.now() + timedelta(minutes=1):
            self.add_error("day", _("This is still to come. Check the day and the time."))
        return facts

    def told(self) -> Told:
        facts = {k: v for k, v in self.cleaned_data.items() if k not in {"day", "time"}}
        return Told(happened_at=self._moment(), **facts)

    def _moment(self) -> datetime:
        day, at = self.cleaned_data["day"], self.cleaned_data["time"]
        return datetime.combine(day, at, tzinfo=ALMATY)


def _read_day(text: str) -> date | None:
    """The day; None if it is not written as one; ValueError for a 31 February."""
    day_first, year_first = DAY_FIRST.fullmatch(text), YEAR_FIRST.fullmatch(text)
    if day_first:
        day, month, year = map(int, day_first.groups())
        return date(year, month, day)
    return date.fromisoformat(text) if year_first else None
