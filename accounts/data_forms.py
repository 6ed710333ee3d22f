"""Forms of the page of personal data."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from homebank.forms import Form, Picks


class LanguageForm(Form):
    """The language of SMS, papers and pages: each under its own name."""

    language = forms.ChoiceField(
        label=_("Language of messages and pages"), choices=settings.LANGUAGES, widget=Picks,
        error_messages={"required": _("Choose a language from the list."),
                        "invalid_choice": _("Choose a language from the list.")},
    )  # fmt: skip
