"""What a customer chooses when cards change: an account, a cause, where the remainder moves."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cards.models import Card
from cards.reissuing import Cause
from homebank.forms import Form, Pick, Picks
from homebank.lib.iban import spaced
from ledger.accounts import AccountBalance, balances_of
from ledger.models import Account


class AccountForm(Form):
    """The account that the virtual card is issued over; the first one is chosen already."""

    account = forms.ChoiceField(
        label=_("Over which account"), widget=Picks,
        help_text=_("The card spends the money of this account."),
        error_messages={"required": _("Choose one of your accounts from the list."),
                        "invalid_choice": _("Choose one of your accounts from the list.")},
    )  # fmt: skip

    def __init__(self, *args: Any, accounts: Iterable[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(accounts)
        balances = balances_of([account.pk for account in rows])
        picks = [(str(each.pk), _pick(each, balances[each.pk])) for each in rows]
        if picks:
            self.fields["account"].choices = picks  # type: ignore[attr-defined]
            self.initial.setdefault("account", picks[0][0])
        else:
            self.fields.pop("account")


def _pick(account: Account, balance: AccountBalance) -> Pick:
    """The account as its cards are called, which their owner knows better than its number."""
    titles = [
        card.title
        for card in account.cards.order_by("opened_at")
        if card.state != Card.State.CLOSED
    ]
    short = f"{(account.iban or '')[:4]} •••• {(account.iban or '')[-4:]}"
    return Pick(", ".join(titles) or short, short if titles else "", balance.available)


class CauseForm(Form):
    """Why another card is wanted; nothing is chosen beforehand, since some causes block."""

    cause = forms.ChoiceField(
        label=_("What happened to the card"), choices=Cause.choices, widget=Picks,
        error_messages={"required": _("Choose what happened."),
                        "invalid_choice": _("Choose what happened.")},
    )  # fmt: skip


class TargetForm(Form):
    """Where the remainder moves."""

    target = forms.ChoiceField(
        label=_("Where the remainder moves"),
        widget=Picks,
        error_messages={
            "required": _("Choose the account to which the remainder moves."),
            "invalid_choice": _("Choose the account to which the remainder moves."),
        },
    )

    def __init__(self, *args: Any, targets: Iterable[Card], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(targets)
        self.fields["target"].choices = [  # type: ignore[attr-defined]
            (str(card.pk), Pick(card.title, spaced(card.account.iban or ""))) for card in rows
        ]
        if len(rows) == 1:
            self.initial.setdefault("target", str(rows[0].pk))
