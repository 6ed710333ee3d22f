"""A paper withdrawn by the bank: the public reason, and the one that stays in the house."""

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.staff.deeds import count_deed, read_reason, record_deed
from documents.models import Document, Reason
from documents.withdrawal import withdraw
from homebank.forms import Form, Picks

BY_BANK = (Reason.MISTAKE, Reason.REPLACED)


class WithdrawalForm(Form):
    """Why, in two ways: to whoever checks the paper, and to auditors."""

    why = forms.ChoiceField(
        label=_("What the page that verifies it says"), widget=Picks,
        choices=[(reason.value, reason.label) for reason in BY_BANK],
        error_messages={"required": _("Choose what the page says."),
                        "invalid_choice": _("Choose what the page says.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("For customer and auditors: what was wrong, and where you know it from."),
    )  # fmt: skip


def withdraw_by_bank(*, paper: Document, by: User, why: str, reason: str) -> None:
    """Withdraw it and write down who did, and why. AlreadyWithdrawn, ReasonMissing,
    ReasonHoldsSecret, TooManyTries(at)."""
    said = read_reason(reason)
    count_deed(by)
    assert paper.owner is not None
    with transaction.atomic():
        withdraw(paper=paper, reason=Reason(why))
        record_deed(kind="paper.withdrawn", customer=paper.owner, by=by, subject=paper.subject,
                    paper=paper.number_shown, reason=said)  # fmt: skip
