"""Forms of the desk about one customer: they judge shapes; services judge facts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.codewords.checking import LONGEST_TYPED
from accounts.codewords.reissuing import Way
from accounts.errors import NotAMobile
from accounts.models import HowKnown
from accounts.staff.deeds import LONGEST_REASON
from accounts.staff.errors import ReasonHoldsSecret, ReasonMissing
from accounts.staff.openings import Why
from accounts.staff.roles import Role
from homebank.forms import Form, Picks, SecretInput, Ticks
from homebank.lib.card_numbers import holds_card_number
from homebank.lib.phone import parse_mobile


def _text(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=LONGEST_REASON,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": ReasonMissing.message},
    )  # fmt: skip


class WhyForm(Form):
    """Why a file is opened: a kind to count by, and words that its owner reads."""

    why = forms.ChoiceField(
        label=_("What for"), choices=Why.choices, widget=Picks,
        error_messages={"required": _("Choose what the file is opened for."),
                        "invalid_choice": _("Choose what the file is opened for.")},
    )  # fmt: skip
    note = _text(_("In your own words"), _("The customer reads this: a request’s number, a call."))


class ReasonForm(Form):
    """One sentence that stays."""

    reason = _text(_("Reason"), _("What was asked, by whom, which document was seen."))


class TakingForm(Form):
    """Why a table leaves the desk as a file."""

    reason = _text(_("Reason"), _("What for, and for whom: an audit, a request’s number."))

    def clean_reason(self) -> str:
        """No card number: it stays for ever."""
        reason: str = self.cleaned_data["reason"]
        if holds_card_number(reason):
            raise forms.ValidationError(ReasonHoldsSecret.message)
        return reason


class NumberForm(Form):
    """Another trusted number, for somebody else to approve."""

    phone = forms.CharField(
        label=_("New number"), max_length=40, help_text=_("For example +7 700 000 00 12."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "off", "class": "w-m"}),
    )  # fmt: skip
    document = forms.ChoiceField(
        label=_("How the customer was known"), choices=HowKnown.choices, widget=Picks,
        error_messages={"required": _("Choose how the customer was known."),
                        "invalid_choice": _("Choose how the customer was known.")},
    )  # fmt: skip
    reason = _text(_("Reason"), _("Why the number changes: lost, sold, another operator."))

    def clean_phone(self) -> str:
        number = parse_mobile(self.cleaned_data["phone"])
        if number is None:
            raise forms.ValidationError(str(NotAMobile()))
        return number


class CodewordSaidForm(Form):
    """What a caller says; never sent back."""

    codeword = forms.CharField(
        label=_("The codeword as the caller says it"), max_length=LONGEST_TYPED, required=False,
        help_text=_("Capitals and blanks do not matter. The word is kept nowhere."),
        widget=SecretInput({"type": "password", "autocomplete": "off", "class": "w-m"}),
    )  # fmt: skip


class CodewordResetForm(Form):
    """How a new codeword was asked for; the word itself is chosen by the customer, elsewhere."""

    way = forms.ChoiceField(
        label=_("How it was asked for"), choices=[c for c in Way.choices if c[0] != Way.ATM],
        widget=Picks,
        error_messages={"required": _("Choose how it was asked for."),
                        "invalid_choice": _("Choose how it was asked for.")},
    )  # fmt: skip
    reason = _text(_("Document"), _("Which document was seen, without its number."))


class RolesForm(Form):
    """The roles that a member of staff is to have, all of them."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=Ticks,
        error_messages={"required": _("Choose at least one role."),
                        "invalid_choice": _("Choose at least one role.")},
    )  # fmt: skip
    reason = _text(_("Reason"), _("Who asked for it, and what the work is."))

    def clean_roles(self) -> str:
        chosen = self.cleaned_data["roles"]
        return " ".join(role.value for role in Role if role.value in chosen)
