"""Words for stored codes, as the desk shows them: what happened, in the book, in facts.

Long lists stand beside this module, by subject: desk_access_words and the like. A code that nobody
has named shows itself; tests/look/test_desk_words.py finds those in the code.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib import (
    desk_access_words,
    desk_card_words,
    desk_channel_words,
    desk_file_words,
    desk_import_words,
    desk_order_words,
    desk_photo_words,
    desk_sms_words,
)
from homebank.lib.desk_facts import FACTS

Words = Mapping[str, str | Promise]

EVENTS: Words = {
    **desk_access_words.EVENTS,
    **desk_card_words.EVENTS,
    **desk_channel_words.EVENTS,
    **desk_import_words.EVENTS,
    **desk_order_words.EVENTS,
    **desk_photo_words.EVENTS,
    "words-published": _("Contacts or help published"),
    "paper.withdrawn": _("Paper withdrawn by the bank"),
    "payment.done": _("Payment done"),
    "payment.returned": _("Money of a payment returned"),
    "payment.taken-back": _("Payment taken back by the bank"),
    "transfer.reversed": _("Transfer reversed by the bank"),
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
    "card-purchase": _("Purchase by card"),
    "card-cash": _("Cash by card"),
    "card-transfer": _("Transfer by card"),
    "card-refund": _("Refund to a card"),
    "overdraft-repayment": _("Technical overdraft repaid"),
    "closing-transfer": _("Remainder of a closed card"),
    "bill-payment": _("Payment for a service"),
    "sms-alerts": _("SMS alerts, a month"),
    "codeword-slip": _("Slip with a new codeword"),
    "other-card-charge": _("Debit of another bank’s card"),
    "opening": _("Opening balance"),
    "top-up": _("Top-up"),
    "reversal": pgettext_lazy("book", "Reversal"),
    "register-difference": pgettext_lazy("book", "Difference from a register"),
}
ACCOUNTS: Words = {
    "card": _("Card account"),
    "card-clearing": _("Settlements of card payments"),
    "overdraft": _("Technical overdraft"),
    "other-cards": _("Payments with cards of other banks"),
    "acquirer": _("Settlements with the acquirer"),
    "cash": _("Cash of the bank"),
    "fees": _("Fees of the bank"),
    "biller": _("Settlements with a biller"),
    "suspense": _("Suspense account"),
}
SMS: Words = {**desk_sms_words.PURPOSES, **desk_order_words.PURPOSES}
LANGUAGES: Words = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
FAMILIES: Mapping[str, Words] = {
    **desk_file_words.FAMILIES,
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
        "branch": _("at a branch, with an identity document"),
        "letter": _("by letter, with a copy of an identity document"),
        "atm": _("on a slip of an ATM"),
        "portal": _("in the portal"),
        "sms": _("by SMS from the trusted number"),
        "public": _("from the public page"),
    },
    "fact fault": {**desk_access_words.FAULTS, **desk_photo_words.FAULTS},
    "fact photo": desk_photo_words.SIDES,
    "fact hitch": desk_order_words.HITCHES,
    "fact delivery_before": desk_order_words.DELIVERIES,
    "fact renamed": {"yes": _("yes")},
    "fact stop": desk_channel_words.STOPS,
    "fact factor": {
        "sms": _("code by SMS"),
        "app": _("authenticator app"),
        "passkey": _("passkey"),
        "recovery-code": _("recovery code"),
    },
    "fact proof": {
        "codeword": _("codeword"),
        "card": _("card"),
        "id-card": _("identity card, in person"),
        "passport": _("passport, in person"),
        "permit": _("residence permit, in person"),
    },
    "fact proposal": {
        "trusted-number": _("Another trusted number"),
        "codeword-reset": _("The customer chooses a new codeword"),
        "role-grants": _("Roles of a member of staff"),
        "unblock-card": _("Lift the block of a card"),
        "release-hold": _("Release a blocked amount"),
        "release-for-dispute": _("Release a disputed amount"),
        "payment-reversal": _("Take a payment back"),
        "transfer-reversal": _("Reverse a transfer"),
        "link-order": _("Link an order of a card to a file"),
        **desk_import_words.PROPOSALS,
    },
    "fact from": {"mobile-operator": _("mobile operator")},
    "fact why": {
        "customer-asks": _("the customer asks: a call, a visit, a letter"),
        "bank-calls": _("the bank calls the customer"),
        "request": _("an application or a request is worked on"),
        "dispute": _("a complaint or a doubted operation is checked"),
        "check": _("a check that the law or a rule of the bank asks for"),
    },
    "fact kind": {
        "plastic": pgettext_lazy("card", "plastic"),
        "virtual": pgettext_lazy("card", "virtual"),
    },
    "fact limit": {
        "internet": pgettext_lazy("limit", "internet"),
        "transfers": pgettext_lazy("limit", "transfers"),
        "cash": pgettext_lazy("limit", "cash"),
    },
    "fact file": desk_import_words.FILES,
    "fact open": {"yes": _("yes"), "no": _("no")},
    "operation": {
        "purchase": pgettext_lazy("card operation", "purchase"),
        "cash": pgettext_lazy("card operation", "cash"),
        "transfer": pgettext_lazy("card operation", "transfer"),
        "refund": pgettext_lazy("card operation", "refund"),
        "balance": pgettext_lazy("card operation", "balance asked"),
        "unknown": pgettext_lazy("card operation", "unknown"),
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
        **desk_order_words.CLOSED_FOR,
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
