"""The forms of a payment: which account and how much from which card, and the code."""

import re
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from homebank.forms import AmountInput, CodeInput, Form, Picks
from homebank.lib.amounts import AmountRefused, NoAmount, NotAnAmount, TooLarge, parse_amount, show
from homebank.lib.money import Money
from payments.errors import AmountTooLarge, PaymentRefused, ReasonMissing, TemplateNameMissing
from payments.models import Resolution, Service
from payments.payment_templates import LONGEST_NAME
from payments.sources import Source, picks_of

LONGEST_TYPED = 60
# More digits than the parser reads: an amount all the same, and too large.
ENDLESS = re.compile(r"[0-9\s]{21,}([.,][0-9]*)?")
NO_NUL = ProhibitNullCharactersValidator


class ServiceForm(Form):
    """A form about one service."""

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        self.service = service
        super().__init__(*args, **kwargs)


class AccountForm(ServiceForm):
    """Whose account: read by the rules of the service's kind of account."""

    account = forms.CharField(max_length=LONGEST_TYPED)

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, service=service, **kwargs)
        kind, field = service.account_kind, self.fields["account"]
        field.label, field.help_text = kind.name, kind.hint
        told = {"label": kind.name, "example": kind.example}
        field.error_messages.update(required=str(kind.rules.missing(**told)),
                                    max_length=str(kind.rules.missing(**told)))  # fmt: skip
        field.widget.attrs.update(
            inputmode=kind.rules.inputmode, autocomplete="off", **{"class": "w-m"}
        )
        _judge_nul_with_the_rest(field)

    def clean_account(self) -> str:
        try:
            return self.service.account_kind.parse(self.cleaned_data["account"])
        except PaymentRefused as refusal:
            raise ValidationError(str(refusal)) from None


class SumForm(ServiceForm):
    """How much, from which card: the customer's own working ones, nothing else."""

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

    def __init__(self, *args: Any, service: Service, cards: list[Source], **kwargs: Any) -> None:
        super().__init__(*args, service=service, **kwargs)
        self.cards = {str(card.pk): card for card in cards}
        _judge_nul_with_the_rest(self.fields["amount"])
        self.fields["amount"].help_text = _("From {minimum} to {maximum}").format(
            minimum=show(service.minimum, short=True), maximum=show(service.maximum, short=True)
        )
        card_field = cast(forms.ChoiceField, self.fields["card"])
        card_field.choices = picks_of(cards)
        if len(cards) == 1:
            card_field.initial = str(cards[0].pk)

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

    def clean_card(self) -> Source:
        return self.cards[self.cleaned_data["card"]]


class PayForm(SumForm, AccountForm):
    """What to pay, all on one page: for billers that do not tell what is owed."""

    field_order = ("account", "amount", "card")


class TemplateForm(Form):
    """The name under which a payment is kept."""

    name = forms.CharField(
        label=_("Name of the template"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"class": "w-m", "autocomplete": "off"}),
        error_messages={"required": TemplateNameMissing.message},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _judge_nul_with_the_rest(self.fields["name"])


class ResolutionForm(Form):
    """What an operator found out about an unknown payment."""

    outcome = forms.ChoiceField(
        label=_("What happened"),
        choices=Resolution.Outcome.choices,
        widget=Picks,
        error_messages={"required": _("Choose what happened."),
                        "invalid_choice": _("Choose what happened.")},
    )  # fmt: skip
    biller_number = forms.CharField(
        label=_("The biller’s number of the payment"), required=False, max_length=40,
        help_text=_("If it was credited: as the biller’s register has it."),
        widget=forms.TextInput(attrs={"class": "w-m", "autocomplete": "off"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=200,
        help_text=_("Where you know it from: register, letter, call, with date and number."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": ReasonMissing.message},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("biller_number", "reason"):
            _judge_nul_with_the_rest(self.fields[name])


class RejectForm(Form):
    """Why the second operator does not agree."""

    reason = forms.CharField(
        label=_("Why you reject it"), max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": ReasonMissing.message},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_reject_%s", **kwargs)
        _judge_nul_with_the_rest(self.fields["reason"])


class CodeForm(Form):
    """The code from the SMS; accounts judges its shape and counts the try."""

    code = forms.CharField(
        label=_("Code from the SMS"), widget=CodeInput, required=False, strip=False
    )


def _judge_nul_with_the_rest(field: forms.Field) -> None:
    """A NUL is judged by the same sentence as any other sign that does not belong."""
    field.validators = [v for v in field.validators if not isinstance(v, NO_NUL)]
