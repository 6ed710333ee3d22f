"""Forms of signing in by certificate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from homebank.forms import Form
from homebank.lib.cms import MOST_BYTES


class AgreementForm(Form):
    """The agreement is accepted by who ticks it; nothing is ticked beforehand."""

    accepted = forms.BooleanField(
        label=_("I accept the agreement on recognising digital signatures"),
        error_messages={"required": _("Accept the agreement to sign in by certificate.")},
    )


class SignatureForm(Form):
    """What NCALayer made, put in by the page's script."""

    signature = forms.CharField(
        widget=forms.HiddenInput, max_length=2 * MOST_BYTES, strip=True,
        error_messages={
            "required": _("No signature came. Start NCALayer and sign."),
            "max_length": _("What came is too long for a signature. Sign anew with NCALayer."),
        },
    )  # fmt: skip
