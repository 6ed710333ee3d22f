"""The last pages of an order: where the card is brought, and what is agreed to."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cards.models import CardOrder
from cards.ordering.delivery import branches, cities
from cards.ordering.forms import OrderForm, choice, is_readable, text_box
from homebank.forms import Pick
from homebank.lib.card_numbers import holds_card_number

Delivery = CardOrder.Delivery
LONGEST_ADDRESS = 150


class DeliveryForm(OrderForm):
    """How the card comes to its owner."""

    delivery = choice(_("How should the card come?"), _("Choose how the card should come."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note = gettext("Cities: {count}. You show the document.").format(count=len(cities()))
        taken = gettext("You take it there with the document")
        self.fields["delivery"].choices = [  # type: ignore[attr-defined]
            (Delivery.HAND.value, Pick(gettext("By hand, to an address"), note)),
            (Delivery.BRANCH.value, Pick(gettext("To a branch"), taken)),
        ]

    def fields_of(self) -> dict[str, Any]:
        """What belongs to the other way is dropped."""
        chosen = self.cleaned_data["delivery"]
        if chosen == Delivery.BRANCH:
            return {"delivery": chosen, "city": "", "address": ""}
        return {"delivery": chosen, "branch": ""}


class AddressForm(OrderForm):
    """Where a card is brought by hand."""

    city = forms.ChoiceField(
        label=_("City"), widget=forms.Select({"class": "w-m"}),
        error_messages={"required": _("Choose a city from the list."),
                        "invalid_choice": _("Choose a city from the list.")},
    )  # fmt: skip
    address = forms.CharField(
        label=_("Street, house, flat"), max_length=LONGEST_ADDRESS,
        widget=text_box("street-address", ""),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picks = [("", gettext("Choose a city")), *cities()]
        self.fields["city"].choices = picks  # type: ignore[attr-defined]

    def clean_address(self) -> str:
        address = " ".join(self.cleaned_data["address"].split())
        if holds_card_number(address):
            raise forms.ValidationError(_("Write no card number here."))
        if len(address) < 5 or not any(c.isalpha() for c in address):
            raise forms.ValidationError(_("Write street, house and flat."))
        if not is_readable(address):
            raise forms.ValidationError(
                _("Write the address in Cyrillic or Latin letters, as the courier reads it.")
            )
        return address


class BranchForm(OrderForm):
    """Which branch keeps the card for its owner. The list can be searched: `wanted`."""

    branch = choice(_("Branch"), _("Choose a branch from the list."))

    def __init__(self, *args: Any, wanted: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = branches() if self.is_bound else branches(wanted)
        picks = [(each.key, Pick(each.title, each.address)) for each in found]
        self.fields["branch"].choices = picks  # type: ignore[attr-defined]


class ConsentForm(OrderForm):
    """The consent under law 94-V; the selfie, a biometric datum, is consented to by itself."""

    consent = forms.BooleanField(
        label=_("I consent to the collection and processing of my personal data"),
        error_messages={"required": _("Without the consent no order can be taken.")},
    )  # fmt: skip
    selfie = forms.BooleanField(
        label=_("I consent to my selfie being compared with the photo in the document"),
        error_messages={"required": _("Without this consent no order can be taken: your face is "
                                      "compared with the document.")},
    )  # fmt: skip

    @classmethod
    def first(cls, _order: CardOrder) -> dict[str, Any]:
        """Never ticked beforehand."""
        return {}

    def fields_of(self) -> dict[str, Any]:
        """Nothing: the service keeps which version was agreed to."""
        return {}


class DocumentsForm(OrderForm):
    """Agreement, tariffs and rules, each of which was opened."""

    agreed = forms.BooleanField(
        label=_("I have read the three documents and agree with them"),
        error_messages={"required": _("Without your agreement no order can be taken.")},
    )  # fmt: skip

    @classmethod
    def first(cls, _order: CardOrder) -> dict[str, Any]:
        """Never ticked beforehand."""
        return {}

    def fields_of(self) -> dict[str, Any]:
        """Nothing: the service keeps which versions were agreed to."""
        return {}
