"""What the address of a statement may say, judged: each wrong part has its sentence."""

import re
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cards.statements.periods import Period, named_periods
from cards.statements.wishes import GROUP_WORDS, WAY_WORDS, Wish
from homebank.forms import AmountInput, Form
from homebank.lib import clock
from homebank.lib.amounts import AmountRefused, parse_amount
from homebank.lib.clock import ALMATY
from homebank.lib.money import Money
from ledger.models import Account

USUAL = "90"
DAY_FIRST = re.compile(r"([0-9]{1,2})[./\- ]([0-9]{1,2})[./\- ]([0-9]{4})", re.ASCII)
YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)


class DayInput(forms.DateInput):
    """A box for a day: the browser's own calendar, which reads and writes 2026-11-21."""

    input_type = "date"

    def format_value(self, value: Any) -> str | None:
        try:
            day = read_day(value) if isinstance(value, str) else value
        except ValueError:
            day = None
        return f"{day:%Y-%m-%d}" if isinstance(day, date) else value


class DayField(forms.Field):
    """A day as 21.11.2026 or 2026-11-21."""

    widget = DayInput

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        try:
            return read_day(text) if text else None
        except ValueError:
            raise forms.ValidationError(_("There is no such day.")) from None


class SizeField(forms.Field):
    """An amount, or nothing."""

    widget = AmountInput({"class": "amount w-s"})

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        try:
            return parse_amount(text) if text else None
        except AmountRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class StatementForm(Form):
    """The query of a statement's address. Without days: a period by its name, or the usual one."""

    since = DayField(label=_("First day"), required=False)
    until = DayField(label=_("Last day"), required=False)
    q = forms.CharField(
        label=_("Search"), required=False, max_length=100,
        help_text=_("A name, a note, an amount or an RRN."),
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    way = forms.ChoiceField(label=_("Direction"), required=False, choices=list(WAY_WORDS.items()))
    kind = forms.ChoiceField(
        label=_("Kind of movement"), required=False, choices=list(GROUP_WORDS.items())
    )
    least = SizeField(label=_("Amount from"), required=False)
    most = SizeField(label=_("Amount up to"), required=False)

    def __init__(self, query: QueryDict | dict[str, str], *, account: Account) -> None:
        self.opened_on = account.opened_at.astimezone(ALMATY).date()
        periods = named_periods(clock.today())
        self.usual = periods.get(query.get("period", ""), periods[USUAL])
        told = {name: query.get(name, "") for name in self.base_fields}
        if not told["since"] and not told["until"]:
            told["since"], told["until"] = map(str, (self.usual.first_day, self.usual.last_day))
        super().__init__(told)

    def clean_since(self) -> date:
        day: date | None = self.cleaned_data["since"]
        if day is None:
            raise forms.ValidationError(_("Fill in the first day of the period."))
        if day > clock.today():
            raise forms.ValidationError(
                _("The first day has not come yet. Choose today or a day before it.")
            )
        return day

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"] or clock.today()
        if day > clock.today():
            raise forms.ValidationError(
                _("The last day has not come yet. Choose today or a day before it.")
            )
        if day < self.opened_on:
            raise forms.ValidationError(
                _("The account was opened on {day}: there is nothing before that.").format(
                    day=f"{self.opened_on:%d.%m.%Y}"
                )
            )
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until, least, most = (data.get(n) for n in ("since", "until", "least", "most"))
        if since and until and since > until:
            self.add_error("since", _("The first day is after the last one. Change their places."))
        if least and most and least > most:
            self.add_error("least", _("The first amount is larger than the second one."))
        return data

    def wish(self) -> Wish:
        """What a form without errors asks for."""
        data = self.cleaned_data
        least, most = (data[name] or None for name in ("least", "most"))
        assert least is None or isinstance(least, Money)
        return Wish(Period(data["since"], data["until"]), data["q"].strip(), data["way"],
                    data["kind"], least, most)  # fmt: skip


def read_day(text: str) -> date:
    """The day. ValueError if it is none, or of no time that a bank remembers."""
    day_first, year_first = DAY_FIRST.fullmatch(text.strip()), YEAR_FIRST.fullmatch(text.strip())
    found = day_first or year_first
    if found is None:
        raise ValueError(text)
    first, month, last = map(int, found.groups())
    day = date(last, month, first) if day_first else date(first, month, last)
    if not 1900 <= day.year <= 2200:
        raise ValueError(text)
    return day
