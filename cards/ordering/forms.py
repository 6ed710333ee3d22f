"""Forms of an order, one thing a page. They judge shapes; services judge what an order takes."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.errors import CustomerRefused
from accounts.forms import read_birth_date
from accounts.models import Customer
from accounts.own_data.identity_documents import read_number
from cards.models import CardOrder
from cards.ordering.documents_asked import kinds_for
from cards.ordering.products import all_products, find_product
from homebank.forms import Form, Pick, Picks, SecretInput
from homebank.lib import clock, iin
from homebank.lib.phone import parse_mobile, spaced

LATIN = re.compile(r"[A-Z]+(?:[ '\-][A-Z]+)+", re.ASCII)
LONGEST_NAME, LONGEST_LATIN = 100, 26
SCRIPTS = ("CYRILLIC ", "LATIN ")


def text_box(autocomplete: str, kind: str = "w-m", **attrs: str) -> forms.TextInput:
    """A box of one line; `kind` is its width."""
    return forms.TextInput({"autocomplete": autocomplete, "class": kind, **attrs})


def choice(label: StrOrPromise, missing: StrOrPromise, **more: Any) -> forms.ChoiceField:
    """Rows to pick one from; `missing` is said where none, or none of them, was picked."""
    return forms.ChoiceField(
        label=label, widget=Picks, error_messages={"required": missing, "invalid_choice": missing},
        **more,
    )  # fmt: skip


def is_readable(text: str) -> bool:
    """Whether all its letters are Cyrillic or Latin: those that operator and courier read."""
    return all(unicodedata.name(c, "").startswith(SCRIPTS) for c in text if c.isalpha())


def suggested_day(number: str) -> date | None:
    """The birth date that the IIN tells; None for one that nobody alive was born on."""
    day = iin.birth_date(number) if number else None
    return day if day is not None and day.year >= 1900 and day < clock.today() else None


class OrderForm(Form):
    """A page of an order. `fields_of` gives what is kept of it: names and values of CardOrder."""

    def __init__(self, *args: Any, order: CardOrder, customer: Customer, **kwargs: Any) -> None:
        self.order, self.customer = order, customer
        super().__init__(*args, **kwargs)

    @classmethod
    def first(cls, order: CardOrder) -> dict[str, Any]:
        """What stands in the boxes when the page is opened."""
        return {name: getattr(order, name) for name in cls.base_fields if hasattr(order, name)}

    def fields_of(self) -> dict[str, Any]:
        """What the page sets of the order."""
        return dict(self.cleaned_data)


class ProductForm(OrderForm):
    """Which of the bank's cards."""

    product = choice(_("Card"), _("Choose a card from the list."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picks = [(each.key, Pick(each.name, each.lead)) for each in all_products()]
        self.fields["product"].choices = picks  # type: ignore[attr-defined]

    def fields_of(self) -> dict[str, Any]:
        """A virtual card is brought nowhere; a brand that the other card lacks is asked anew."""
        product = find_product(self.cleaned_data["product"])
        assert product is not None
        kept = {"product": product.key, "kind": product.kind}
        if product.is_virtual:
            kept |= {"delivery": CardOrder.Delivery.NONE.value, "city": "", "branch": ""}
            kept["address"] = ""
        elif self.order.delivery == CardOrder.Delivery.NONE:
            kept["delivery"] = ""
        if self.order.brand not in product.brands:
            kept["brand"] = ""
        return kept


class BrandForm(OrderForm):
    """Of which payment system."""

    brand = choice(_("Card type"), _("Choose a card type."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        product = find_product(self.order.product)
        brands = product.brands if product else ()
        self.fields["brand"].choices = [(b, Pick(b)) for b in brands]  # type: ignore[attr-defined]


class ResidenceForm(OrderForm):
    """Whether the customer lives in Kazakhstan for the taxes."""

    is_resident = choice(
        _("Are you a resident of Kazakhstan?"), _("Say whether you are a resident."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        note = gettext("A citizen who lives here, or a foreigner with a residence permit")
        self.fields["is_resident"].choices = [  # type: ignore[attr-defined]
            ("yes", Pick(gettext("Yes, a resident"), note)),
            ("no", Pick(gettext("No, a non-resident"), gettext("Everybody else"))),
        ]

    @classmethod
    def first(cls, order: CardOrder) -> dict[str, Any]:
        """`yes` or `no` once it was answered."""
        if order.is_resident is None:
            return {}
        return {"is_resident": "yes" if order.is_resident else "no"}

    def fields_of(self) -> dict[str, Any]:
        """A document that such a person does not have is asked anew."""
        is_resident = self.cleaned_data["is_resident"] == "yes"
        kept: dict[str, Any] = {"is_resident": is_resident}
        if self.order.document_kind not in kinds_for(is_resident):
            kept |= {"document_kind": "", "document_number": ""}
        return kept


class IinForm(OrderForm):
    """The IIN. One that is on file is not shown: an empty box leaves it as it is."""

    iin = forms.CharField(
        label=_("IIN"), max_length=40, help_text=_("12 digits, on the back of the identity card."),
        widget=text_box("off", inputmode="numeric"), required=False,
    )  # fmt: skip

    @classmethod
    def first(cls, order: CardOrder) -> dict[str, Any]:
        """What was typed in this order, never what comes from the file."""
        return {"iin": "" if order.iin == order.customer.iin else order.iin}

    def clean_iin(self) -> str:
        digits = re.sub(r"[\s\-]", "", self.cleaned_data["iin"])
        if not digits and self.customer.iin:
            return self.customer.iin
        if not digits:
            raise forms.ValidationError(_("Fill in the IIN: 12 digits."))
        if not (digits.isascii() and digits.isdigit()):
            raise forms.ValidationError(
                _("The IIN is 12 digits and nothing else. Write it without letters and signs.")
            )
        if len(digits) != 12:
            raise forms.ValidationError(
                _("The IIN has 12 digits. Signs entered: %(count)d."), params={"count": len(digits)}
            )
        if not iin.is_valid(digits):
            raise forms.ValidationError(
                _("There is no such IIN: a digit is wrong. Compare it with the document.")
            )
        return digits

    def fields_of(self) -> dict[str, Any]:
        """The birth date follows the IIN until the customer has set it to another day."""
        typed = self.cleaned_data["iin"]
        kept = {"iin": typed}
        before = suggested_day(self.order.iin)
        is_own = self.order.birth_date and self.order.birth_date != str(before)
        if (suggested := suggested_day(typed)) and not is_own:
            kept["birth_date"] = suggested.isoformat()
        return kept


class NameForm(OrderForm):
    """Surname, name, patronymic, as the document has them."""

    full_name = forms.CharField(
        label=_("Surname, name, patronymic"), max_length=LONGEST_NAME,
        help_text=_("As in the document, in this order. Without a patronymic if there is none."),
        widget=text_box("name", "", autocapitalize="words", spellcheck="false"),
    )  # fmt: skip

    def clean_full_name(self) -> str:
        name = " ".join(unicodedata.normalize("NFC", self.cleaned_data["full_name"]).split())
        if any(not (c.isalpha() or c in " -’'.") for c in name):
            raise forms.ValidationError(_("A name has letters, hyphens and apostrophes only."))
        if not is_readable(name):
            raise forms.ValidationError(
                _("Write the name in Cyrillic or Latin letters, as the document has it.")
            )
        if sum(any(c.isalpha() for c in part) for part in name.split()) < 2:
            raise forms.ValidationError(_("Write at least the surname and the name."))
        return name


class LatinForm(OrderForm):
    """Name and surname as they will stand on the card."""

    latin_name = forms.CharField(
        label=_("Name and surname in Latin letters"), max_length=LONGEST_NAME,
        help_text=_("As in the passport: they stand on the card like this."),
        widget=text_box("off", autocapitalize="characters", spellcheck="false"),
    )  # fmt: skip

    def clean_latin_name(self) -> str:
        return read_latin_name(self.cleaned_data["latin_name"])


class BirthForm(OrderForm):
    """The birth date; another one than the IIN suggests is the operator's question, no error."""

    birth_date = forms.CharField(
        label=_("Birth date"), max_length=20, help_text=_("Day, month, year: 21.11.1990."),
        widget=text_box("bday", "w-m", inputmode="numeric"),
    )  # fmt: skip

    @classmethod
    def first(cls, order: CardOrder) -> dict[str, Any]:
        """Day first, as it is typed."""
        return {"birth_date": f"{order.born_on:%d.%m.%Y}" if order.born_on else ""}

    def clean_birth_date(self) -> str:
        return read_birth_date(self.cleaned_data["birth_date"]).isoformat()


class PhoneForm(OrderForm):
    """The number that the operator calls."""

    phone = forms.CharField(
        label=_("Mobile number for the call"), max_length=40,
        help_text=_("For example +7 700 000 00 12."),
        widget=text_box("tel", type="tel"),
    )  # fmt: skip

    @classmethod
    def first(cls, order: CardOrder) -> dict[str, Any]:
        """The trusted number, until another one is typed."""
        number = order.phone or order.customer.phone
        return {"phone": spaced(number) if number else ""}

    def clean_phone(self) -> str:
        e164 = parse_mobile(self.cleaned_data["phone"])
        if e164 is None:
            raise forms.ValidationError(
                _("This is no mobile number of Kazakhstan. Write it as +7 700 000 00 12.")
            )
        return e164


class CodewordForm(OrderForm):
    """The word by which the operator knows the customer. It is hashed at once and never shown."""

    codeword = forms.CharField(
        label=_("Codeword"), max_length=100, widget=SecretInput({"autocomplete": "off"}),
        help_text=_("4 to 40 signs, letters among them. No name or number of yours, no date or "
                    "holiday, and no everyday word like “password”."),
    )  # fmt: skip

    def fields_of(self) -> dict[str, Any]:
        """Nothing: the service keeps a hash."""
        return {}


class DocumentForm(OrderForm):
    """The identity document: its kind, and its number in the form of that kind."""

    document_kind = choice(_("Document"), _("Choose the document."))
    document_number = forms.CharField(
        label=_("Number of the document"), max_length=40,
        help_text=_(
            "Identity card and residence permit: 9 digits. Passport: a letter and 8 digits."
        ),
        widget=text_box("off", autocapitalize="characters", spellcheck="false"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = kinds_for(bool(self.order.is_resident))
        picks = [(kind.value, Pick(capfirst(str(kind.label)))) for kind in kinds]
        self.fields["document_kind"].choices = picks  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        kind, number = (self.cleaned_data.get(n) for n in ("document_kind", "document_number"))
        if kind and number:
            try:
                self.cleaned_data["document_number"] = read_number(kind=kind, number=number)
            except CustomerRefused as refusal:
                self.add_error("document_number", str(refusal))
        return self.cleaned_data


def read_latin_name(typed: str) -> str:
    """The name as a card bears it. ValidationError for what cannot be embossed."""
    name = " ".join(typed.upper().replace("’", "'").split())
    if len(name) > LONGEST_LATIN:
        raise forms.ValidationError(
            _("A card has room for %(most)d signs. Signs entered: %(count)d."),
            params={"most": LONGEST_LATIN, "count": len(name)},
        )
    if not LATIN.fullmatch(name):
        raise forms.ValidationError(
            _("Write name and surname in letters from A to Z, for example AIGERIM AKHMETOVA.")
        )
    return name
