"""Words for stored codes, as the desk shows them: what happened, in the book, in facts.

A code that nobody has named shows itself; tests/look/test_desk_words.py finds those in the code.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, str | Promise]

EVENTS: Words = {
    "customer-opened": _("File of a customer opened"),
    "customer-registered": _("Customer registered"),
    "signed-in": _("Customer signed in"),
    "sign-in-refused": _("Sign-in refused"),
    "registration-tried": _("Registration with a customer’s card was tried"),
    "already-registered": _("Second registration was tried"),
    "access-recovered": _("Customer recovered access"),
    "recovery-refused": _("Recovery of access refused"),
    "password-changed": _("Customer changed the password"),
    "password-change-refused": _("Change of the password refused"),
    "not-me": _("Customer did not know a sign-in"),
    "staff-added": _("Member of staff added"),
    "staff-signed-in": _("Member of staff signed in"),
    "staff-sign-in-refused": _("Sign-in of staff refused"),
    "card.issued": _("Card issued"),
    "card.blocked": _("Card blocked"),
    "payment.done": _("Payment done"),
    "payment.returned": _("Money of a payment returned"),
    "payment.failed": _("Biller refused or did not answer"),
    "payment.accepted-too-late": _("A biller accepted a payment whose money had gone back"),
    "payment.no-tariff": _("A service has no fee: its payments fail"),
    "payment.resolution-proposed": _("Outcome of a payment proposed"),
    "payment.resolution-approved": _("Outcome of a payment approved"),
    "payment.resolution-rejected": _("Proposed outcome of a payment rejected"),
    "payment.unknown": _("Outcome of a payment unknown"),
    "payment.cancelled": _("Payment cancelled by the customer"),
    "payment.expired": _("Price of a payment expired"),
    "sms.budget-used-up": _("Budget of SMS used up"),
    "sms.gateway-rests": _("SMS gateway rests"),
    "sms.gateway-works": _("SMS gateway works again"),
}
BOOK: Words = {
    "bill-payment": _("Payment for a service"),
    "opening": _("Opening balance"),
    "top-up": _("Top-up"),
    "reversal": pgettext_lazy("book", "Reversal"),
}
ACCOUNTS: Words = {
    "card": _("Card account"),
    "cash": _("Cash of the bank"),
    "fees": _("Fees of the bank"),
    "biller": _("Settlements with a biller"),
    "suspense": _("Suspense account"),
}
SMS: Words = {
    "sign-in": _("Code to sign in"),
    "registration": _("Code to register"),
    "payment": _("Code to pay"),
    "homebank-id": _("Homebank ID told"),
    "already-registered": _("Warning: second registration"),
    "registration-tried": _("Warning: card used to register"),
    "payment-done": _("Payment done"),
    "payment-returned": _("Money of a payment returned"),
    "new-password": _("Code to set a password"),
    "transfer": _("Code to transfer"),
    "internet-limit": _("Code to set the internet limit"),
    "purchase": _("Code to buy on the internet"),
    "cash": _("Code for cash at an ATM"),
    "access-recovered": _("Access recovered"),
    "password-changed": _("Password changed"),
    "number-changed": _("Trusted number changed"),
    "purchase-done": _("Purchase done"),
}
FACTS: Words = {
    "network": _("network"),
    "way": _("way to sign in"),
    "login": _("login name"),
    "roles": _("roles"),
    "kind": pgettext_lazy("card", "kind"),
    "reason": _("reason"),
    "receipt": _("receipt"),
    "operator": _("operator"),
    "outcome": _("outcome"),
    "service": _("service"),
    "total": _("total"),
    "amount": _("amount"),
    "fee": _("fee"),
    "fixed": _("fixed fee"),
    "minimum": _("minimum"),
    "maximum": _("maximum"),
    "rate": _("rate, parts of ten thousand"),
    "category": _("category"),
    "biller": _("biller"),
    "operation": _("operation"),
    "currency": _("currency"),
    "line": _("line"),
    "version": _("version"),
    "model": _("model"),
    "rounding": _("rounding"),
    "basis": _("basis"),
    "kk": _("in Kazakh"),
    "ru": _("in Russian"),
    "en": _("in English"),
    "per": _("counted per"),
    "vat": _("VAT"),
    "rule": _("rule"),
    "tiers": _("tiers"),
    "tier": _("tier"),
    "facts": _("other facts"),
    "from": _("from"),
    "to": _("up to"),
    "number": _("number"),
    "reads": _("read as"),
    "check": _("checked by"),
    "digits": _("digits, from and to"),
    "groups": _("groups of digits"),
    "shows": _("last digits shown"),
    "prefix": _("begins with"),
    "pattern": _("pattern"),
    "ended": _("visits ended"),
    "proof": _("second proof"),
    "budget": _("budget"),
    "of": _("whose"),
    "count": _("count"),
    "gateway": _("gateway"),
    "error": _("last error"),
}
LANGUAGES: Words = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
FAMILIES: Mapping[str, Words] = {
    "event": EVENTS,
    "book": BOOK,
    "account": ACCOUNTS,
    "sms": SMS,
    "fact": FACTS,
    "language": LANGUAGES,
    "fact way": {
        "phone": _("by phone"),
        "id": _("by Homebank ID"),
        "login": _("by login name"),
        "staff": _("at the desk"),
    },
    "fact proof": {"codeword": _("codeword"), "card": _("card")},
    "fact kind": {
        "plastic": pgettext_lazy("card", "plastic"),
        "virtual": pgettext_lazy("card", "virtual"),
    },
    "fact model": {
        "fixed": _("fixed"),
        "percent": _("per cent"),
        "free": _("free"),
        "tiers": _("by tiers"),
        "none": _("heading"),
    },
    "fact basis": {"amount": _("the amount"), "tax_amount": _("the tax"), "none": "—"},
    "fact vat": {"included": _("included"), "not_stated": _("not stated"), "none": "—"},
    "fact per": {
        "payment": _("payment"),
        "transfer": _("transfer"),
        "item": _("item"),
        "month": _("month"),
        "once": _("once"),
        "unspecified": _("not stated"),
    },
    "fact roles": {
        "contact-centre": _("contact centre"),
        "branch": _("branch"),
        "tariff-editor": _("tariff editor"),
        "approver": _("approver"),
        "auditor": _("auditor"),
        "administrator": _("administrator"),
    },
    "fact reason": {
        "lost": _("lost"),
        "stolen": _("stolen"),
        "kept-by-atm": _("kept by an ATM"),
        "unauthorised": _("used by somebody else"),
    },
}


def own_account(name: str) -> str:
    """The words for an account of the bank's own: `Fees of the bank`, `biller beeline`."""
    kind, _colon, key = name.partition(":")
    return f"{word('account', kind)}: {key}" if key else word("account", kind)


def word(family: str, code: Any) -> str:
    """The word for the code in the reader's language; the code itself where it has none."""
    return str(FAMILIES.get(family, {}).get(code, code))
