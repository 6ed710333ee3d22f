"""Forms of the page of personal data."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from homebank.forms import Form, Pick, Picks

OWN_NAMES = [(code, Pick(name, language=code)) for code, name in settings.LANGUAGES]


class LanguageForm(Form):
    """The language of SMS, papers and pages: each under its own name."""

    language = forms.ChoiceField(
        label=_("Language of messages and pages"), choices=OWN_NAMES, widget=Picks,
        error_messages={"required": _("Choose a language from the list."),
                        "invalid_choice": _("Choose a language from the list.")},
    )  # fmt: skip
