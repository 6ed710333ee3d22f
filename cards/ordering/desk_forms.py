"""Forms of the desk about an order: what was seen on the photos, and why fields are sent back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.own_data.identity_documents import LONGEST_ISSUER
from accounts.staff.deeds import LONGEST_REASON
from accounts.staff.desk_forms import CodewordSaidForm, ReasonForm
from cards.models import CardOrder
from cards.ordering.deciding import SAME, Findings
from cards.ordering.reasons import OWN_WORDS, reasons_of
from homebank.forms import Form, Picks

FACES = [(SAME, _("one and the same")), ("other", _("different")), ("unclear", _("not to be seen"))]
PREFIX = "field-"


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, input_formats=["%d.%m.%Y", "%Y-%m-%d"],
        widget=forms.TextInput({"autocomplete": "off", "class": "w-s", "inputmode": "numeric",
                                "placeholder": ""}),
        error_messages={"invalid": _("Write the day as 31.12.2026.")},
    )  # fmt: skip


class ApprovalForm(Form):
    """What the operator reads off the photos and compares."""

    face = forms.ChoiceField(
        label=_("Face on the selfie and in the document"), choices=FACES, widget=Picks,
        error_messages={"required": _("Say whether it is one and the same face."),
                        "invalid_choice": _("Say whether it is one and the same face.")},
    )  # fmt: skip
    issued_by = forms.CharField(
        label=_("Document issued by"), max_length=LONGEST_ISSUER,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    issued_on = _day(_("Issued on"))
    valid_until = _day(_("Valid until"))
    compared = forms.BooleanField(
        label=_("Names, IIN, birth date and number are those of the document"),
        error_messages={"required": _("Compare every field with the document, or return it.")},
    )  # fmt: skip

    def findings(self) -> Findings:
        """What the services take."""
        seen = self.cleaned_data
        return Findings(face=seen["face"], issued_by=seen["issued_by"],
                        issued_on=seen["issued_on"], valid_until=seen["valid_until"])  # fmt: skip


class ReturnForm(Form):
    """For each field of the order: nothing, or one of its reasons."""

    own_words = forms.CharField(
        label=_("In your own words"), max_length=LONGEST_REASON, required=False,
        help_text=_("The customer reads this where “in your own words” is chosen."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, order: CardOrder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, (words, sentences) in reasons_of(order).items():
            self.fields[f"{PREFIX}{key}"] = forms.ChoiceField(
                label=words, required=False,
                choices=[("", _("is right")), *sentences.items(),
                         (OWN_WORDS, _("in your own words"))],
                error_messages={"invalid_choice": _("Choose one of the list.")},
            )  # fmt: skip
        self.order_fields([name for name in self.fields if name != "own_words"])

    @property
    def rows(self) -> list[Any]:
        """The fields of the order, without the operator's own words."""
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    @property
    def reasons(self) -> dict[str, str]:
        """What is sent back: {key: code}."""
        return {
            name.removeprefix(PREFIX): code for name, code in self.cleaned_data.items()
            if name.startswith(PREFIX) and code
        }  # fmt: skip


class LinkForm(ReasonForm):
    """Why the order is to go to the file of the same IIN."""


class SaidForm(CodewordSaidForm):
    """What the customer says on the telephone; never sent back."""
