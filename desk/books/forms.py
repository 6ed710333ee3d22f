"""The period of an account's card, and where a page of it begins."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from homebank.forms import Form
from homebank.lib import clock
from ledger.account_cards import Edge

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OLDEST, NEWEST = date(2000, 1, 1), date(2999, 12, 31)
DAYS = ["%d.%m.%Y", "%Y-%m-%d"]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, input_formats=DAYS, required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("Write the day as 21.11.2026.")},
    )  # fmt: skip


class PeriodForm(Form):
    """First and last day, both included."""

    first = _day(_("From the day"))
    last = _day(_("To the day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, last = usual_period()
        self.initial.update(first=f"{first:%d.%m.%Y}", last=f"{last:%d.%m.%Y}")

    def clean(self) -> dict[str, Any]:
        """Days that the book may have, in their order."""
        said = super().clean() or {}
        days = [said[name] for name in ("first", "last") if said.get(name)]
        if any(not OLDEST <= day <= NEWEST for day in days) or days != sorted(days):
            raise forms.ValidationError(_("The first day comes before the last one."))
        return said

    def query(self) -> str:
        """The period for the address of another page of it."""
        said = {name: self.data.get(name, "") for name in ("first", "last")}
        return urlencode({name: value for name, value in said.items() if value})


def usual_period() -> tuple[date, date]:
    """The last thirty days: what is shown where none are typed."""
    today = clock.today()
    return today - timedelta(days=29), today


def edge_of(text: str) -> Edge | None:
    """The edge in an address, microseconds and an id; None for what is none."""
    at, _dash, entry_id = text.partition("-")
    numbers = [part for part in (at, entry_id) if part.isascii() and part.isdigit()]
    if len(numbers) != 2 or len(at) > 17 or len(entry_id) > 18:
        return None
    return Edge(EPOCH + timedelta(microseconds=int(at)), int(entry_id))


def edge_text(edge: Edge) -> str:
    """The edge for an address."""
    return f"{(edge.at - EPOCH) // timedelta(microseconds=1)}-{edge.entry_id}"
