"""What is entered at the demo's machines: where, which card, how much. Demo only."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cards.cvv import cvv2
from cards.holders import parse_expiry
from cards.models import Card
from homebank.demo_bank.machines import MACHINES, Shown, minor_of
from homebank.forms import AmountInput, Form, Pick, Picks, SecretInput
from homebank.lib.amounts import AmountRefused, NoAmount
from homebank.lib.currencies import BY_CODE

CURRENCIES = ("KZT", "USD", "EUR", "RUB", "JPY")
LONGEST_TYPED = 40
TYPED = {"class": "w-m", "autocomplete": "off", "inputmode": "numeric"}


def _kinds() -> list[tuple[str, str]]:
    """The machines, each with what a card does there."""
    words = {
        "shop": (_("In a shop"), _("with the card, by its chip")),
        "online": (_("On the internet"), _("by number, date and the three digits")),
        "cash": (_("At a cash machine"), _("cash by the card")),
        "recurring": (_("A subscription"), _("a shop charges a card that it keeps on file")),
    }
    return [(key, Pick(str(words[key][0]), str(words[key][1]))) for key in MACHINES]


class OperationForm(Form):
    """One operation. A typed number comes before the chosen card."""

    kind = forms.ChoiceField(label=pgettext_lazy("card", "Where"), widget=Picks, initial="shop")
    card = forms.ChoiceField(label=_("Card"), required=False, widget=forms.Select)
    number = forms.CharField(
        label=_("Card number"), required=False, max_length=LONGEST_TYPED, widget=SecretInput(TYPED)
    )
    expiry = forms.CharField(
        label=_("Expiry date"), required=False, max_length=10, widget=SecretInput(TYPED),
        help_text=_("Month and year, for example 12/29. It may stay empty."),
    )  # fmt: skip
    cvv = forms.CharField(
        label="CVV", required=False, max_length=4, widget=SecretInput(TYPED),
        help_text=_("The three digits on the back. They may stay empty."),
    )  # fmt: skip
    amount = forms.CharField(
        label=_("Amount"), widget=AmountInput, max_length=LONGEST_TYPED,
        error_messages={"required": NoAmount.message},
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"), initial="KZT")

    def __init__(self, *args: Any, cards: list[Card], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cards = {str(card.pk): card for card in cards}
        self.fields["kind"].choices = _kinds()  # type: ignore[attr-defined]
        named = [(key, f"{c.title}, {c.customer.full_name}") for key, c in self.cards.items()]
        self.fields["card"].choices = named  # type: ignore[attr-defined]
        self.fields["currency"].choices = [  # type: ignore[attr-defined]
            (code, code) for code in CURRENCIES
        ]

    @property
    def other_card(self) -> list[forms.BoundField]:
        """The boxes for a card that is not in the list."""
        return [self["number"], self["expiry"], self["cvv"]]

    @property
    def other_is_typed(self) -> bool:
        return any(box.errors or (self.is_bound and box.data) for box in self.other_card)

    def clean_number(self) -> str:
        digits = "".join(str(self.cleaned_data["number"]).split()).replace("-", "")
        if digits and not (digits.isascii() and digits.isdigit() and 12 <= len(digits) <= 19):
            raise ValidationError(_("A card number has 12 to 19 digits."))
        return digits

    def clean_cvv(self) -> str:
        typed = str(self.cleaned_data["cvv"]).strip()
        if typed and not (typed.isascii() and typed.isdigit() and len(typed) == 3):
            raise ValidationError(_("These are three digits, for example 123."))
        return typed

    def clean_expiry(self) -> str:
        typed = str(self.cleaned_data["expiry"])
        if typed and parse_expiry(typed) is None:
            raise ValidationError(_("This is no month and year. Write 12/29."))
        return typed

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not told.get("number") and not told.get("card") and "number" not in self.errors:
            self.add_error("card", _("Choose a card, or type another one’s number."))
        if told.get("amount") and told.get("currency"):
            told["minor"] = self._minor(told)
        return told

    def _minor(self, told: dict[str, Any]) -> int | None:
        currency = BY_CODE[told["currency"]]
        try:
            return minor_of(told["amount"], currency)
        except AmountRefused as refusal:
            self.add_error("amount", str(refusal))
        except ValueError:
            self.add_error("amount", _("This currency has no hundredths. Write a whole number."))
        return None

    @property
    def shown(self) -> Shown:
        """The card as the machine sees it: a chip shows its date, a person types the digits."""
        told = self.cleaned_data
        if told["number"]:
            return Shown(
                number=told["number"], expiry=parse_expiry(told["expiry"]), cvv=told["cvv"]
            )
        card = self.cards[told["card"]]
        is_typed = told["kind"] == "online"
        cvv = cvv2(card.number, card.expiry) if is_typed else ""
        return Shown(number=card.number, expiry=card.expiry, cvv=cvv)
