"""Forms of a card's switches, and of the public page for a lost card or phone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import CodewordForm, PhoneForm
from cards.blocking import CAUSES
from homebank.forms import Form, Picks
from homebank.lib.money import Money


class BlockForm(Form):
    """What happened to the card."""

    cause = forms.ChoiceField(
        label=_("What happened"), choices=list(CAUSES.items()), widget=Picks,
        error_messages={
            "required": _("Choose what happened to the card."),
            "invalid_choice": _("Choose what happened to the card."),
        },
    )  # fmt: skip


class AlertsForm(Form):
    """The fee that the page showed, in tiyn: what is not the fee any more is told anew."""

    fee = forms.IntegerField(min_value=0, max_value=10**9, widget=forms.HiddenInput)

    @property
    def shown(self) -> Money:
        """What the reader has seen; an impossible sum where the page was tampered with."""
        minor = self.cleaned_data["fee"] if self.is_valid() else -1
        return Money(minor)


class LostForm(PhoneForm, CodewordForm):
    """The trusted number and the codeword."""

    field_order = ["phone", "codeword"]
