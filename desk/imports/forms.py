"""The form that takes a file at the desk: its page reads the bytes itself (lib/uploads)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from homebank.forms import Form


class UploadForm(Form):
    """A file of cards, or a register. What it is called at its sender's is not asked."""

    file = forms.FileField(
        label=_("CSV file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
