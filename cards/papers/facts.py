"""What stands on the papers of an account, put into words in the active language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from cards.models import Card
from cards.papers.amount_words import sum_in_words
from documents.words import in_each_language, moment, sum_parts
from homebank.identity import BANK, legal_name
from homebank.lib.amounts import show
from homebank.lib.clock import ALMATY
from homebank.lib.iban import spaced
from ledger.accounts import AccountBalance

Rows = list[dict[str, str]]


def notice_facts(card: Card, *, at: datetime) -> dict[str, Any]:
    """The notice of the account's number: whose it is, and what a payer has to write."""
    return {
        **_common(card, at),
        "title": _("Notice of the account"),
        "recipient": "",
        "sentence": _("The bank confirms that it keeps this account for its customer."),
        "sums": [],
        "total": None,
        "details": {"title": _("To pay to this account"), "rows": _bank_rows()},
        "small": [_sealed()],
        "told": _told({**_account(card), gettext_noop("Date and time"): moment(at)}),
    }


def certificate_facts(
    card: Card, *, at: datetime, balance: AccountBalance, recipient: str
) -> dict[str, Any]:
    """The certificate of funds: what was on the account at the moment, for whom it is said."""
    available = {"name": _("Available"), "sum": sum_parts(balance.available),
                 "words": sum_in_words(balance.available, language=_language())}  # fmt: skip
    pairs = {
        **_account(card), gettext_noop("As of"): moment(at),
        gettext_noop("Available"): show(balance.available),
        gettext_noop("Addressee"): recipient or "—",
    }  # fmt: skip
    return {
        **_common(card, at),
        "title": _("Certificate of funds"),
        "recipient": recipient,
        "sentence": _("The bank confirms that at the stated moment its customer had:"),
        "sums": [
            {"name": _("Balance"), "sum": sum_parts(balance.amount)},
            {"name": _("Blocked amount"), "sum": sum_parts(balance.held)},
        ],
        "total": available,
        "details": None,
        "small": [_moment_only(), _sealed()],
        "told": _told(pairs),
    }


def holder(card: Card) -> str:
    """The customer as the paper's language writes names."""
    customer = card.customer
    latin = customer.latin_name if _language() == "en" else ""
    return latin or customer.full_name


def _common(card: Card, at: datetime) -> dict[str, Any]:
    account = card.account
    opened = date_format(account.opened_at.astimezone(ALMATY), "DATE_FORMAT")
    rows = [
        _row(_("Customer"), holder(card)),
        _row(_("IIN"), card.customer.iin),
        _row(_("Account number, IBAN"), spaced(account.iban or "")),
        _row(_("Currency"), account.currency),
        _row(_("Kind"), _("Card account")),
        _row(_("Opened"), opened),
        _row(_("Card"), f"{card.brand} {card.truncated}"),
    ]
    return {"at": moment(at), "rows": rows, "recipient_label": _("For")}


def _bank_rows() -> Rows:
    """What a payer writes besides the customer and the account."""
    return [
        _row(_("Bank"), legal_name()),
        _row(_("BIN"), str(BANK["bin"])),
        _row(_("BIC"), str(BANK["bic"])),
    ]


def _row(name: str, value: str) -> dict[str, str]:
    return {"name": name, "value": value, "note": ""}


def _account(card: Card) -> dict[str, str]:
    """As much of the account as whoever holds the paper needs to compare."""
    iban = card.account.iban or ""
    return {gettext_noop("Account"): f"{iban[:4]} •••• {iban[-4:]} {card.account.currency}"}


def _told(pairs: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"name": in_each_language(name), "value": value} for name, value in pairs.items()]


def _moment_only() -> str:
    return _("What happened on the account after the stated moment is not on this paper.")


def _sealed() -> str:
    return _("The paper has the bank’s electronic seal: it needs no signature and no stamp.")


def _language() -> str:
    return (get_language() or "ru")[:2]
