"""The forms of a payment: which account and how much from which card, and the code."""

import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from cards.models import Card
from homebank.forms import AmountInput, CodeInput, Form, Pick, Picks
from homebank.lib.amounts import AmountRefused, NoAmount, NotAnAmount, TooLarge, parse_amount, show
from homebank.lib.money import Money
from ledger.accounts import balances_of
from payments.catalogue.account_kinds import KINDS, parse_account
from payments.errors import AmountTooLarge, PaymentRefused
from payments.models import Service

LONGEST_TYPED = 60
# More digits than the parser reads: an amount all the same, and too large.
ENDLESS = re.compile(r"[0-9\s]{21,}([.,][0-9]*)?")
NO_NUL = ProhibitNullCharactersValidator


class PayForm(Form):
    """What to pay. Cards to choose from are the customer's own working ones, nothing else."""

    account = forms.CharField(max_length=LONGEST_TYPED)
    amount = forms.CharField(
        label=_("How much to pay, ₸"),
        widget=AmountInput,
        max_length=LONGEST_TYPED,
        error_messages={"required": NoAmount.message, "max_length": NotAnAmount.message},
    )
    card = forms.ChoiceField(
        label=_("From which card"),
        widget=Picks,
        error_messages={
            "required": _("Choose the card to pay from."),
            "invalid_choice": _("Choose one of your cards from the list."),
        },
    )

    def __init__(self, *args: Any, service: Service, cards: list[Card], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service, self.cards = service, {str(card.pk): card for card in cards}
        kind = KINDS[service.account_kind]
        account = self.fields["account"]
        account.label, account.help_text = kind.label, kind.hint
        no_account = str(kind.refusal())
        account.error_messages.update(required=no_account, max_length=no_account)
        account.widget.attrs.update(
            inputmode=kind.inputmode, autocomplete=kind.autocomplete, **{"class": "w-m"}
        )
        for name in ("account", "amount"):  # a NUL is judged with the rest, by one sentence
            field = self.fields[name]
            field.validators = [v for v in field.validators if not isinstance(v, NO_NUL)]
        self.fields["amount"].help_text = _("From {minimum} to {maximum}").format(
            minimum=show(service.minimum, short=True), maximum=show(service.maximum, short=True)
        )
        card_field = cast(forms.ChoiceField, self.fields["card"])
        card_field.choices = _picks(cards)
        if len(cards) == 1:
            card_field.initial = str(cards[0].pk)

    def clean_account(self) -> str:
        try:
            return parse_account(self.service.account_kind, self.cleaned_data["account"])
        except PaymentRefused as refusal:
            raise ValidationError(str(refusal)) from None

    def clean_amount(self) -> Money:
        typed = self.cleaned_data["amount"]
        try:
            if ENDLESS.fullmatch(typed):
                raise TooLarge
            amount = parse_amount(typed)
            self.service.check_amount(amount)
        except TooLarge:
            most = show(self.service.maximum, short=True)
            raise ValidationError(str(AmountTooLarge(maximum=most))) from None
        except (AmountRefused, PaymentRefused) as refusal:
            raise ValidationError(str(refusal)) from None
        return amount

    def clean_card(self) -> Card:
        return self.cards[self.cleaned_data["card"]]


class CodeForm(Form):
    """The code from the SMS; accounts judges its shape and counts the try."""

    code = forms.CharField(
        label=_("Code from the SMS"), widget=CodeInput, required=False, strip=False
    )


def _picks(cards: list[Card]) -> list[tuple[str, Pick]]:
    """Each card with what is available on it, in one query."""
    balances = balances_of(card.account_id for card in cards)
    return [
        (str(card.pk), Pick(card.brand, card.truncated, balances[card.account_id].available))
        for card in cards
    ]
