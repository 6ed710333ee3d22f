"""Forms of registration and sign-in: they judge shapes; services judge facts."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.codewords.rules import normalised
from accounts.registration.by_card import CardFacts
from accounts.registration.cardless import Newcomer
from accounts.registration.errors import LoginNameRefused
from accounts.registration.login_names import read_login_name
from homebank.forms import CodeInput, Form, SecretInput
from homebank.lib import clock
from homebank.lib.ids import has_check_digit
from homebank.lib.phone import parse_mobile

DAY_FIRST = re.compile(
    r"([0-9]{1,2})[./\- ]([0-9]{1,2})[./\- ]([0-9]{4})|([0-9]{2})([0-9]{2})([0-9]{4})", re.ASCII
)
YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
EXPIRY = re.compile(r"(0?[1-9]|1[0-2]) ?[/.\- ]? ?(20)?([0-9]{2})", re.ASCII)


def secret(autocomplete: str, kind: str = "w-m", **attrs: str) -> SecretInput:
    return SecretInput({"autocomplete": autocomplete, "class": kind, **attrs})


def new_password() -> forms.PasswordInput:
    return forms.PasswordInput({"autocomplete": "new-password"})


def hidden_word() -> forms.PasswordInput:
    """A codeword is no password of a site: managers leave it alone."""
    return forms.PasswordInput({"autocomplete": "off"})


def login_name_field(help_text: StrOrPromise, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Login name"), required=required, help_text=help_text,
        widget=forms.TextInput({
            "autocomplete": "username", "autocapitalize": "none", "spellcheck": "false",
            "class": "w-m",
        }),
    )  # fmt: skip


class CardForm(Form):
    """Three facts, in the order in which they stand on the card."""

    number = forms.CharField(
        label=_("Card number"), widget=secret("cc-number", inputmode="numeric"), max_length=40
    )
    expiry = forms.CharField(
        label=_("Expiry date"), help_text=_("As on the card: 09/29."), max_length=10,
        widget=secret("cc-exp", "w-s", inputmode="numeric"),
    )  # fmt: skip
    cvv = forms.CharField(
        label=_("3 digits on the back"), max_length=10,
        widget=secret("cc-csc", "w-s", inputmode="numeric"),
    )  # fmt: skip

    def clean_number(self) -> str:
        digits = re.sub(r"[\s\-]", "", self.cleaned_data["number"])
        if not (12 <= len(digits) <= 19 and has_check_digit(digits)):
            raise forms.ValidationError(
                _("This is no card number: a digit is wrong, missing or too many.")
            )
        return digits

    def clean_expiry(self) -> str:
        match = EXPIRY.fullmatch(self.cleaned_data["expiry"].strip())
        if match is None:
            raise forms.ValidationError(
                _("Write the month and the year as on the card, for example 09/29.")
            )
        return f"{int(match[1]):02d}/{match[3]}"

    def clean_cvv(self) -> str:
        value: str = self.cleaned_data["cvv"].strip()
        if not re.fullmatch("[0-9]{3}", value, re.ASCII):
            raise forms.ValidationError(
                _("There are 3 digits on the back of the card, beside the signature.")
            )
        return value


class CodewordForm(Form):
    """The word that its owner chose."""

    codeword = forms.CharField(
        label=_("Codeword"), help_text=_("You chose it when the card was issued."),
        max_length=100, widget=secret("off"),
    )  # fmt: skip


class PhoneForm(Form):
    """The number that a code is to go to."""

    phone = forms.CharField(
        label=_("Trusted number"), max_length=40, help_text=_("For example +7 700 000 00 12."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "w-m"}),
    )  # fmt: skip

    def clean_phone(self) -> str:
        e164 = parse_mobile(self.cleaned_data["phone"])
        if e164 is None:
            raise forms.ValidationError(
                _("This is no mobile number of Kazakhstan. Write it as +7 700 000 00 12.")
            )
        return e164


class RegistrationForm(CardForm, PhoneForm):
    """Six facts, in the order in which they come to the customer's mind."""

    field_order = ("number", "expiry", "cvv", "birth_date", "codeword", "phone")

    birth_date = forms.CharField(
        label=_("Birth date"), help_text=_("Day, month, year: 21.11.1990."), max_length=20,
        widget=forms.TextInput({"autocomplete": "bday", "class": "w-m", "inputmode": "numeric"}),
    )  # fmt: skip
    codeword = forms.CharField(
        label=_("Codeword"), help_text=_("You chose it when the card was issued."),
        max_length=100, widget=secret("off"),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Mobile number"), max_length=40,
        help_text=_("The one that the bank has on file. A code goes there."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "w-m"}),
    )  # fmt: skip

    def clean_birth_date(self) -> date:
        return read_birth_date(self.cleaned_data["birth_date"])

    def facts(self) -> CardFacts:
        """The six facts of a form whose shapes are right."""
        return CardFacts(**self.cleaned_data)


class CodeForm(Form):
    """One code. Its shape is judged by `proofs.read_code`, in sentences of its own."""

    code = forms.CharField(
        label=_("Code, 6 digits"), required=False, max_length=100, widget=CodeInput(),
    )  # fmt: skip


class RecoveryCodeForm(Form):
    """One code of the customer's list, judged by `recovery_letters.read_code`."""

    recovery_code = forms.CharField(
        label=_("Recovery code"), required=False, max_length=100,
        help_text=_("12 letters, for example BCDF-GHJK-LMNP."),
        widget=secret("off", autocapitalize="characters", spellcheck="false"),
    )  # fmt: skip


class PasskeyForm(Form):
    """What a customer calls a passkey; the device's own answer is judged by `passkeys`."""

    name = forms.CharField(
        label=_("Name of the passkey"), max_length=40,
        help_text=_("So that you know later which device it is in."),
        widget=forms.TextInput({"autocomplete": "off", "class": "w-m"}),
    )  # fmt: skip


class AppCodeForm(Form):
    """What the authenticator app shows now."""

    code = forms.CharField(
        label=_("Code that the app shows"), required=False, max_length=100, widget=CodeInput(),
    )  # fmt: skip


class PasswordTwiceForm(Form):
    """A new password, twice, for people whose keyboard has several layouts."""

    password = forms.CharField(
        label=_("New password"), strip=False, max_length=4096, widget=new_password()
    )
    again = forms.CharField(
        label=_("The same password again"), strip=False, max_length=4096, widget=new_password()
    )

    def clean(self) -> dict[str, Any]:
        first, second = (self.cleaned_data.get(name) for name in ("password", "again"))
        if first and second and first != second:
            self.add_error("again", _("The two passwords differ. Enter both once more."))
        return self.cleaned_data


class NewPasswordForm(PasswordTwiceForm):
    """The password of a new access, and a login name if wished."""

    login_name = login_name_field(
        _("You may leave it empty. 3 to 30 Latin letters, digits, dots, dashes, underscores."),
        required=False,
    )

    def clean_login_name(self) -> str | None:
        typed = self.cleaned_data["login_name"]
        try:
            return read_login_name(typed) if typed else None
        except LoginNameRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class LoginNameForm(Form):
    """A login name for who has to choose another one."""

    login_name = login_name_field(_("3 to 30 Latin letters, digits, dots, dashes, underscores."))

    def clean_login_name(self) -> str:
        try:
            return read_login_name(self.cleaned_data["login_name"])
        except LoginNameRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None


class CardlessForm(LoginNameForm, PhoneForm, PasswordTwiceForm):
    """Registration without a card; `agreement` is the version that stood on the page."""

    field_order = ("login_name", "phone", "password", "again", "agreed", "agreement")
    phone = forms.CharField(
        label=_("Mobile number"), max_length=40,
        help_text=_("Your own: a code goes there now, and later to sign in."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "w-m"}),
    )  # fmt: skip
    agreed = forms.BooleanField(
        label=_("I have read the user agreement and accept it"),
        error_messages={"required": _("Without the agreement there is no access: read it and "
                                      "accept it.")},
    )  # fmt: skip
    agreement = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def newcomer(self) -> Newcomer:
        """What a form whose shapes are right tells."""
        told = self.cleaned_data
        return Newcomer(login_name=told["login_name"], phone=told["phone"],
                        password=told["password"], agreement=told["agreement"] or 0)  # fmt: skip


class NewCodewordForm(Form):
    """Another codeword, twice: it is not shown while it is typed."""

    codeword = forms.CharField(
        label=_("New codeword"), max_length=100, widget=hidden_word(),
        help_text=_(
            "From 4 to 40 characters, letters among them. Not your name or number, no date or "
            "holiday, and no everyday word."
        ),
    )  # fmt: skip
    again = forms.CharField(
        label=_("The same codeword again"), max_length=100, widget=hidden_word()
    )

    def clean(self) -> dict[str, Any]:
        first, second = (self.cleaned_data.get(name) for name in ("codeword", "again"))
        if first and second and normalised(first) != normalised(second):
            self.add_error("again", _("The two codewords differ. Enter both once more."))
        return self.cleaned_data


class PasswordChangeForm(PasswordTwiceForm):
    """The current password, then the new one."""

    field_order: tuple[str, ...] = ("current", "password", "again")
    current = forms.CharField(
        label=_("Current password"), strip=False, max_length=4096,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )  # fmt: skip


class SignInForm(Form):
    """One way to sign in and the password; `WAYS` makes the three forms."""

    typed = forms.CharField(max_length=100)
    password = forms.CharField(
        label=_("Password"), strip=False, max_length=4096,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )  # fmt: skip


class PhoneSignIn(SignInForm):
    typed = forms.CharField(
        label=_("Trusted number"), help_text=_("For example +7 700 000 00 12."), max_length=100,
        widget=forms.TextInput({"type": "tel", "autocomplete": "username"}),
    )  # fmt: skip


class IdSignIn(SignInForm):
    typed = forms.CharField(
        label="Homebank ID", help_text=_("8 digits, for example 4051 8827."), max_length=100,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "username"}),
    )  # fmt: skip


class LoginSignIn(SignInForm):
    typed = forms.CharField(
        label=_("Login name"), help_text=_("The one that you chose yourself."), max_length=100,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
    )  # fmt: skip


WAYS: dict[str, type[SignInForm]] = {"phone": PhoneSignIn, "id": IdSignIn, "login": LoginSignIn}


def read_birth_date(text: str) -> date:
    """The day, before today, whichever way it is written. ValidationError."""
    try:
        day = _read_date(text.strip())
    except ValueError:
        raise forms.ValidationError(_("There is no such day.")) from None
    if day is None:
        raise forms.ValidationError(
            _("Write the birth date as day, month and year, for example 21.11.1990.")
        )
    if day.year < 1900 or day >= clock.today():
        raise forms.ValidationError(
            _("A birth date lies in the past, in 1900 or later. Compare it with the document.")
        )
    return day


def _read_date(text: str) -> date | None:
    """The day; None if it is not written as one; ValueError for a 31 February.

    Eight digits alone are one, too: a telephone's keys for digits may have no point.
    """
    day_first, year_first = DAY_FIRST.fullmatch(text), YEAR_FIRST.fullmatch(text)
    if day_first:
        day, month, year = (int(part) for part in day_first.groups() if part)
        return date(year, month, day)
    return date.fromisoformat(text) if year_first else None
