"""Forms of signing in by certificate."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.agreements import DIGITAL_SIGNATURES, Agreement, agreement
from homebank.forms import Form
from homebank.lib.cms import MOST_BYTES


def newest() -> Agreement:
    """The agreement on recognising digital signatures as it is accepted now."""
    return agreement(DIGITAL_SIGNATURES)


class AgreementForm(Form):
    """The agreement is accepted by who ticks it; nothing is ticked beforehand."""

    accepted = forms.BooleanField(
        label=_("I accept the agreement on recognising digital signatures"),
        error_messages={"required": _("Accept the agreement to sign in by certificate.")},
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """What was read is what is accepted: a newer version is to be read first."""
        if self.cleaned_data.get("version") != newest().version:
            self.data = {**self.data, "version": str(newest().version)}
            raise forms.ValidationError(
                _("The agreement is another one now. Read it and accept it.")
            )
        return self.cleaned_data


class SignatureForm(Form):
    """What NCALayer made, put in by the page's script."""

    signature = forms.CharField(
        widget=forms.HiddenInput, max_length=2 * MOST_BYTES, strip=True,
        error_messages={
            "required": _("No signature came. Start NCALayer and sign."),
            "max_length": _("What came is too long for a signature. Sign anew with NCALayer."),
        },
    )  # fmt: skip
