"""Forms of the desk about a dispute: one sentence, or one row of a list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.staff.deeds import LONGEST_REASON
from accounts.staff.errors import ReasonMissing
from homebank.forms import Form, Pick, Picks
from homebank.lib.clock import ALMATY
from homebank.lib.money import Money

# What each sentence is about, and what it should hold.
SENTENCES: dict[str, tuple[StrOrPromise, StrOrPromise]] = {
    "ask": (_("How the shop was asked"), _("By letter or call, to whom, with date and number.")),
    "release": (
        _("The shop’s word"), _("Who said that nothing is taken, how and when it was said."),
    ),
    "refuse": (_("Why it is refused"), _("The customer reads this, in these very words.")),
}  # fmt: skip


class SentenceForm(Form):
    """One sentence that stays with the dispute."""

    note = forms.CharField(
        max_length=LONGEST_REASON, widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": ReasonMissing.message},
    )  # fmt: skip

    def __init__(self, *args: Any, deed: str, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{deed}_%s", **kwargs)
        self.fields["note"].label, self.fields["note"].help_text = SENTENCES[deed]


class RowForm(Form):
    """One row of those that are offered."""

    row = forms.ChoiceField(
        label=_("Operation"), widget=Picks,
        error_messages={"required": _("Choose one of the list."),
                        "invalid_choice": _("Choose one of the list.")},
    )  # fmt: skip

    def __init__(self, *args: Any, deed: str, rows: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{deed}_%s", **kwargs)
        self.fields["row"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), Pick(row.merchant or "RRN", f"{row.at.astimezone(ALMATY):%d.%m.%Y %H:%M} "
             f"RRN {row.rrn or '—'}", Money(abs(row.billed_minor or 0)))) for row in rows
        ]  # fmt: skip
