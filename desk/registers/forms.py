"""Forms about registers: whose and of which day, and what was found out of a difference."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.registers.sources import sources
from desk.registers.working import LONGEST
from homebank.forms import Form
from homebank.lib import clock


class RegisterForm(Form):
    """A register. Its bytes the page reads itself (lib/uploads)."""

    source = forms.ChoiceField(label=_("Register of"))
    day = forms.DateField(
        label=_("Day"),
        input_formats=["%d.%m.%Y", "%Y-%m-%d"],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("Write the day as 21.11.2026.")},
    )
    file = forms.FileField(
        label=_("CSV file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("day", f"{clock.today() - timedelta(days=1):%d.%m.%Y}")
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(slug, titled(slug)) for slug in sources()]


class NoteForm(Form):
    """What was found out, and what becomes of the difference."""

    note = forms.CharField(
        label=_("What was found out"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": "3"}),
        error_messages={"required": _("Say what you found out: others decide by it.")},
    )


def titled(slug: str) -> str:
    """Whose registers these are, in the reader's language."""
    if slug == "cards":
        return str(_("the processing centre"))
    return slug.removeprefix("biller:")
