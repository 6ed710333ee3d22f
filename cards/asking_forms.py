"""The form of "Will it go through?": how much, where, with 3-D Secure or not. By GET."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cards.authorization.asked import Asked
from cards.limit_forms import Segments
from homebank.forms import AmountInput, Form
from homebank.lib.amounts import AmountRefused, parse_amount
from homebank.lib.currencies import BY_CODE
from homebank.lib.money import EXPONENTS

PLACES = [
    ("shop", pgettext_lazy("where one pays", "in a shop")),
    ("internet", pgettext_lazy("where one pays", "on the internet")),
    ("machine", pgettext_lazy("where one pays", "cash machine")),
]
WITHOUT, WITH = "no", "yes"


class AskForm(Form):
    """What somebody is about to do with a card."""

    where = forms.ChoiceField(
        label=_("Where"), choices=PLACES, widget=Segments, initial="internet",
        error_messages={"invalid_choice": _("Choose one of the three places."),
                        "required": _("Choose one of the three places.")},
    )  # fmt: skip
    amount = forms.CharField(
        label=_("Amount"), max_length=40, required=False, strip=False, widget=AmountInput(),
    )  # fmt: skip
    currency = forms.ChoiceField(
        label=_("Currency"), choices=[(code, code) for code in EXPONENTS], required=False,
        error_messages={"invalid_choice": _("Choose a currency of the list.")},
    )  # fmt: skip
    secured = forms.ChoiceField(
        label=_("3-D Secure"), required=False, widget=Segments, initial=WITHOUT,
        choices=[(WITHOUT, pgettext_lazy("3-D Secure", "without")),
                 (WITH, pgettext_lazy("3-D Secure", "with"))],
        help_text=_("On the internet only: the shop asks for a code or a password of yours."),
        error_messages={"invalid_choice": _("Choose with or without 3-D Secure.")},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The amount is read in its currency."""
        code = self.cleaned_data.get("currency") or "KZT"
        try:
            money = parse_amount(self.cleaned_data.get("amount", ""), code)
        except AmountRefused as refusal:
            self.add_error("amount", str(refusal))
            return self.cleaned_data
        return {**self.cleaned_data, "money": money}

    @property
    def asked(self) -> Asked:
        """As a shop or a cash machine would ask; of a valid form."""
        money, where = self.cleaned_data["money"], self.cleaned_data["where"]
        currency = BY_CODE[money.currency]
        return Asked(
            operation="cash" if where == "machine" else "purchase", amount_minor=money.minor,
            currency=currency, currency_number=currency.number, is_internet=where == "internet",
        )  # fmt: skip

    @property
    def is_secured(self) -> bool:
        return bool(self.cleaned_data["secured"] == WITH)
