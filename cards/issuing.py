"""Issuing a card: a number of our own ranges, an account in the book, an event."""

import secrets
from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction

from accounts.models import Customer
from cards.errors import ExpiryPassed, NotIdentified, NotOurNumber, NotTheirAccount, NumberTaken
from cards.models import Card, last_day
from homebank.identity import BANK
from homebank.lib import clock, ids
from homebank.lib.card_numbers import number_fingerprint
from ledger.accounts import open_account
from ledger.models import Account
from notifications.events import record

YEARS = 4
LENGTH = 16
DRAWS = 20


def issue_card(
    *,
    customer: Customer,
    number: str | None = None,
    expiry: date | None = None,
    account: Account | None = None,
    name: str = "",
    kind: str = "plastic",
    brand: str = "",
    replaces: Card | None = None,
    waits: bool = False,
) -> Card:
    """Issue a card to the customer, over a new account in tenge if none is given.

    Without `number` a free one is drawn from the range of `brand` (the bank's first range if
    empty) that ends as no other card of the customer's: by four digits they are told apart.
    Without `expiry` the card works four years; `name` is the customer's Latin name unless given.
    Plastic that `replaces` another card waits to be handed over, and so does what `waits`.
    Raises NotIdentified, NotOurNumber, NumberTaken, ExpiryPassed, NotTheirAccount.
    """
    if not customer.is_identified:
        raise NotIdentified
    today = clock.today()
    expiry = expiry or last_day(today.year + YEARS, today.month)
    if expiry < today:
        raise ExpiryPassed(expiry=f"{expiry:%m/%y}")
    if account is not None and account.owner_id != customer.pk:
        raise NotTheirAccount
    with transaction.atomic():
        account = account or open_account(kind="card", currency="KZT", owner_id=customer.pk)
        name = name or customer.latin_name
        card = Card(customer=customer, account=account, expiry=expiry, name=name, kind=kind)
        card.opened_at, card.replaces = clock.now(), replaces
        if waits or (replaces is not None and kind == Card.Kind.PLASTIC):
            card.state = Card.State.WAITS
        _save_with_number(card, number, brand)
        record(kind="card.issued", customer_id=customer.pk, subject=card.pk, facts={"kind": kind})
    return card


def _save_with_number(card: Card, number: str | None, brand: str) -> None:
    """Save under the given number, or under the first drawn one that nobody holds."""
    for _ in range(1 if number else DRAWS):
        _put_number(card, number or _draw(brand))
        if not number and Card.objects.filter(customer=card.customer, last4=card.last4).exists():
            continue
        try:
            with transaction.atomic():
                card.save(force_insert=True)
        except IntegrityError:
            if Card.objects.filter(number_fingerprint=card.number_fingerprint).exists():
                continue
            raise
        return
    raise NumberTaken


def _put_number(card: Card, number: str) -> None:
    card.brand = _range_of(number)["brand"]
    card.number, card.number_fingerprint = number, number_fingerprint(number)
    card.first6, card.last4 = number[:6], number[-4:]


def _range_of(number: str) -> Mapping[str, str]:
    """The range of ours that the number belongs to. NotOurNumber if none, or a digit is wrong."""
    if len(number) == LENGTH and ids.has_check_digit(number):
        for own in BANK["card_ranges"]:
            if number.startswith(own["prefix"]):
                return dict(own)
    raise NotOurNumber


def _draw(brand: str) -> str:
    prefix = next(r["prefix"] for r in BANK["card_ranges"] if brand in {"", r["brand"]})
    free = LENGTH - 1 - len(prefix)
    return ids.with_check_digit(f"{prefix}{secrets.randbelow(10**free):0{free}d}")
