"""The number and the code from a paper."""

from django import forms
from django.utils.translation import gettext_lazy as _

from homebank.forms import Form, SecretInput


class VerifyForm(Form):
    """What stands beside the QR. Whether it fits is judged by `verification`."""

    number = forms.CharField(
        label=_("Number of the paper"), max_length=60,
        help_text=_("Beside the QR code, for example D-2611-0000-0411."),
        widget=forms.TextInput({"class": "w-m", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    code = forms.CharField(
        label=_("Verification code"), max_length=60,
        help_text=_("Ten signs below the number, for example 7K4M-92QX-3F."),
        widget=SecretInput({"class": "w-m", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
