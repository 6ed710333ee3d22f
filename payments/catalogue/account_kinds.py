"""Accounts with billers: how each kind is read from what people type, asked about, and shown."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from homebank.lib import phone
from payments.errors import PaymentRefused


class NotAMobileNumber(PaymentRefused):
    message = _("Write the mobile number in full, for example 8 701 234 56 78.")


@dataclass(frozen=True, slots=True)
class AccountKind:
    """One form of account. `parse` gives what is stored or None, `for_biller` what is asked."""

    label: StrOrPromise
    hint: StrOrPromise
    refusal: type[PaymentRefused]
    parse: Callable[[str], str | None]
    for_biller: Callable[[str], str]
    shown: Callable[[str], str]
    masked: Callable[[str], str]
    inputmode: str
    autocomplete: str


KINDS = {
    "mobile": AccountKind(
        label=_("Mobile number"),
        # Numbers move between operators: the prefix says nothing sure, so nothing is guessed.
        hint=_("Choose the operator that serves the number now: numbers move between them."),
        refusal=NotAMobileNumber,
        parse=phone.parse_mobile,
        for_biller=lambda e164: e164.removeprefix("+7"),
        shown=phone.spaced,
        masked=phone.masked,
        inputmode="tel",
        autocomplete="off",
    ),
}


def parse_account(kind: str, text: str) -> str:
    """The account as stored. A PaymentRefused with a sentence if the text is none."""
    rules = KINDS[kind]
    account = rules.parse(text)
    if account is None:
        raise rules.refusal
    return account
