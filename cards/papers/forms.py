"""What a customer chooses of a paper: its language, and for whom a certificate is said."""

import unicodedata

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from documents.letters import printable
from homebank.forms import Form, Pick, Picks
from homebank.lib.card_numbers import holds_card_number

OWN_NAMES = [(code, Pick(name, language=code)) for code, name in settings.LANGUAGES]
LONGEST = 120


class NoticeForm(Form):
    """`key` stands for one click: the same form sent twice makes one paper."""

    language = forms.ChoiceField(
        label=_("Language of the paper"), choices=OWN_NAMES, widget=Picks,
        error_messages={"required": _("Choose a language from the list."),
                        "invalid_choice": _("Choose a language from the list.")},
    )  # fmt: skip
    key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": _("This page was opened too long ago. Open it once more."),
                        "invalid": _("This page was opened too long ago. Open it once more.")},
    )  # fmt: skip


class CertificateForm(NoticeForm):
    """The addressee stands on the paper as it was typed, and on the page that verifies it."""

    recipient = forms.CharField(
        label=_("For whom"), required=False, max_length=LONGEST,
        help_text=_("May stay empty. For example: the embassy of Japan."),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"max_length": _("At most 120 letters. Shorten it.")},
    )  # fmt: skip
    field_order = ("recipient", "language", "key")

    def clean_recipient(self) -> str:
        """One line that the paper's fonts can draw and that holds no number of a card."""
        typed = str(self.cleaned_data["recipient"])
        said = " ".join(typed.split())
        if printable(said) != unicodedata.normalize("NFC", said):
            raise forms.ValidationError(
                _("The paper cannot show some of these signs. Use Kazakh, Russian or Latin "
                  "letters, digits and the usual marks.")
            )  # fmt: skip
        if said and not any(sign.isalpha() for sign in said):
            raise forms.ValidationError(_("Write the addressee in words, or leave the box empty."))
        if holds_card_number(said):
            raise forms.ValidationError(
                _("This holds the number of a card. Write only who the certificate is for.")
            )
        return said
