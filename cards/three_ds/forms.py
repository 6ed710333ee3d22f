"""Forms of 3-D Secure: they judge shapes; services judge facts."""

import re

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from accounts.forms import EXPIRY, PasswordTwiceForm, secret
from homebank.forms import CodeInput, Form
from homebank.lib.phone import parse_mobile


class CodeForm(Form):
    """The code of a purchase. What was typed is never sent back."""

    code = forms.CharField(
        label=_("Code from the SMS"), required=False, max_length=40, strip=True, widget=CodeInput()
    )


class OwnPasswordForm(Form):
    """The own password of a card."""

    password = forms.CharField(
        label=_("3-D Secure password"), required=False, strip=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )  # fmt: skip


class NumberForm(Form):
    """Step 7: the number of the card that was chosen."""

    number = forms.CharField(
        label=_("Card number"), max_length=40, widget=secret("cc-number", inputmode="numeric")
    )

    def clean_number(self) -> str:
        return re.sub(r"[\s\-]", "", self.cleaned_data["number"])


class ProofForm(Form):
    """Step 9: expiry, the digits on the back and the master key."""

    expiry = forms.CharField(
        label=_("Expiry date"), help_text=_("As on the card: 09/29."), max_length=10,
        widget=secret("cc-exp", "w-s", inputmode="numeric"),
    )  # fmt: skip
    cvv = forms.CharField(
        label=_("3 digits on the back"), max_length=10,
        widget=secret("cc-csc", "w-s", inputmode="numeric"),
    )  # fmt: skip
    master_key = forms.CharField(
        label=_("Master key"), help_text=_("The row of digits that you were shown."), max_length=40,
        widget=secret("off", inputmode="numeric"),
    )  # fmt: skip

    def clean_expiry(self) -> str:
        match = EXPIRY.fullmatch(self.cleaned_data["expiry"].strip())
        if match is None:
            raise forms.ValidationError(
                _("Write the month and the year as on the card, for example 09/29.")
            )
        return f"{int(match[1]):02d}/{match[3]}"

    def clean_master_key(self) -> str:
        return re.sub(r"[\s\-]", "", self.cleaned_data["master_key"])


class WordsForm(PasswordTwiceForm):
    """Step 10: the name on the card, the password, the greeting, e-mail and phone."""

    name = forms.CharField(
        label=_("Name on the card"), max_length=60,
        widget=forms.TextInput({"autocomplete": "cc-name", "autocapitalize": "characters"}),
    )  # fmt: skip
    greeting = forms.CharField(
        label=_("Personal greeting"), max_length=40,
        help_text=_("The page of a purchase shows it: so you know that it is the bank’s."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    email = forms.CharField(
        label=_("E-mail"), max_length=120, validators=[EmailValidator(_("Write the e-mail as in "
                                                                        "name@example.kz."))],
        widget=forms.EmailInput({"autocomplete": "email"}),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Phone"), max_length=40,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel", "class": "w-m"}),
    )  # fmt: skip
    field_order = ["name", "password", "again", "greeting", "email", "phone"]

    def clean_greeting(self) -> str:
        greeting: str = self.cleaned_data["greeting"]
        if not greeting.isprintable():
            raise forms.ValidationError(_("Write the greeting in letters and digits."))
        return greeting

    def clean_phone(self) -> str:
        number = parse_mobile(self.cleaned_data["phone"])
        if number is None:
            raise forms.ValidationError(
                _("Write a mobile number of Kazakhstan, for example +7 700 000 00 12.")
            )
        return number
