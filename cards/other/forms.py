"""Forms about cards of other banks: what is typed of a card is never sent back to the page."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import CardForm
from cards.other.acquirers import WholeCard
from cards.other.keeping import LONGEST_NAME
from homebank.forms import Form
from homebank.lib.card_numbers import holds_card_number


class NameForm(Form):
    """What the customer calls the card."""

    name = forms.CharField(
        label=_("Name of the card"), required=False, max_length=LONGEST_NAME,
        help_text=_("For yourself, for example “Salary”. It may be left empty."),
        widget=forms.TextInput({"autocomplete": "off", "class": "w-m"}),
    )  # fmt: skip

    def clean_name(self) -> str:
        """A number typed here by mistake does not stand there again."""
        name: str = self.cleaned_data["name"].strip()
        if holds_card_number(name):
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["name"] = ""  # type: ignore[index]
            raise ValidationError(
                _("This looks like a whole card number. It was not kept. "
                  "Nobody needs it: leave it out.")
            )  # fmt: skip
        return name


class AttachForm(NameForm, CardForm):
    """The facts that stand on the card, and its name."""

    field_order = ("number", "expiry", "cvv", "name")

    def whole_card(self) -> WholeCard:
        """What goes to the acquirer, of a form whose shapes are right."""
        return WholeCard(**{name: self.cleaned_data[name] for name in ("number", "expiry", "cvv")})
