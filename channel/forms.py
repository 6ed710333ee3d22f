"""The form of the desk about one terminal: why its key is revoked, or why it may work again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.staff.deeds import LONGEST_REASON
from homebank.forms import Form


class WhyForm(Form):
    """One sentence that stays."""

    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON,
        help_text=_("What happened to the machine or its key."),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Say why: the auditors read it.")},
    )  # fmt: skip
