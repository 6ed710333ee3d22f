"""Words for gates, their results and the reasons of a decline, for operators."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

GATES: Mapping[str, str | Promise] = {
    "card": _("The card may work today"),
    "repeat": _("The message was not used or undone before"),
    "expiry": _("The expiry date is the card’s"),
    "verification": _("The CVV is the card’s"),
    "operation": _("The bank does such operations"),
    "amount": _("There is an amount and a rate for it"),
    "category": _("The bank’s cards pay such merchants"),
    "access": _("The customer has opened such operations"),
    "authentication": _("The proof of 3-D Secure is right"),
    "secured": _("3-D Secure where it is needed"),
    "limit": _("The day’s limit has room"),
    "balance": _("The account has the money"),
}
RESULTS: Mapping[str, str | Promise] = {
    "passed": pgettext_lazy("gate", "passed"),
    "failed": pgettext_lazy("gate", "failed"),
    "skipped": pgettext_lazy("gate", "not asked"),
}
REASONS: Mapping[str, str | Promise] = {
    "unknown-card": _("no such card"),
    "closed": _("the card is closed"),
    "waits": _("the card is not handed over yet"),
    "blocked": _("the card is blocked"),
    "lost": _("the card is reported lost"),
    "stolen": _("the card is reported stolen"),
    "kept-by-atm": _("the card was kept by an ATM"),
    "unauthorised": _("the card was used by somebody else"),
    "frozen": _("the card is frozen"),
    "expired": _("the card has expired"),
    "expiry": _("wrong expiry date"),
    "cvv-tries": _("too many wrong CVVs today"),
    "cvv": _("wrong CVV"),
    "cvv-missing": _("no CVV was given"),
    "duplicate": _("the number of the message was used before"),
    "reversed-before": _("the shop had cancelled it already"),
    "operation": _("the bank does no such operations"),
    "amount": _("no such amount"),
    "currency": _("no exchange rate for the currency"),
    "category": _("the bank’s cards pay no such merchants"),
    "internet-closed": _("internet operations are closed"),
    "cash-closed": _("cash is closed"),
    "transfers-closed": _("transfers are closed"),
    "authentication": _("the proof of 3-D Secure is wrong or used"),
    "unsecured": _("above 100 US dollars without 3-D Secure"),
    "limit": _("the day’s limit is used up"),
    "balance": _("not enough money"),
}


def gate_word(code: str) -> str:
    """What a gate asks; the code where it has no words."""
    return str(GATES.get(code, code))


def result_word(code: str) -> str:
    """How a gate was met."""
    return str(RESULTS.get(code, code))


def reason_word(code: str) -> str:
    """Why an operation was declined."""
    return str(REASONS.get(code, code))
