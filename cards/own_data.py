"""What this room holds on a customer: cards and the accounts under them; numbers truncated."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cards.models import Card
from homebank.lib.own_data import Fact, Record, Section
from ledger.accounts import balances_of

if TYPE_CHECKING:
    from accounts.models import Customer


def tell(customer: "Customer") -> Iterator[Section]:
    """Accounts with their balances now, and cards."""
    cards = list(Card.objects.of(customer))
    yield Section("accounts", _("Accounts"), _accounts(cards))
    yield Section("cards", _("Cards"), map(_card, cards))


def _accounts(cards: list[Card]) -> Iterator[Record]:
    accounts = {card.account_id: card.account for card in cards}
    balances = balances_of(accounts)
    for key, account in accounts.items():
        yield [
            Fact("iban", "IBAN", account.iban),
            Fact("opened_at", _("Opened"), account.opened_at),
            Fact("balance", _("Balance"), balances[key].amount),
            Fact("blocked", _("Blocked amount"), balances[key].held),
            Fact("available", _("Available"), balances[key].available),
        ]


def _card(card: Card) -> Record:
    return [
        Fact("number", pgettext_lazy("card", "Number"), card.truncated),
        Fact("brand", _("Payment system"), card.brand),
        Fact("kind", _("Kind"), card.kind, card.get_kind_display()),
        Fact("expiry", _("Expiry date"), card.expiry_text),
        Fact("holder", _("Cardholder"), card.name),
        Fact("state", _("State"), str(card.standing), card.standing.label),
        Fact("issued_at", pgettext_lazy("card", "Issued"), card.opened_at),
        Fact("iban", "IBAN", card.account.iban),
    ]
