"""A customer opens a dispute, and may withdraw it."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import Customer
from cards.disputes.disputed import Disputed, find_by_number, of_operation
from cards.disputes.errors import (
    AlreadyDisputed,
    FullCardNumber,
    MoneyIsFree,
    TooManyDisputes,
    TooManyOpen,
)
from cards.disputes.steps import Kind, lock_dispute, take_step
from cards.models import Card, Dispute
from homebank.lib import clock, throttle
from homebank.lib.card_numbers import holds_card_number
from homebank.lib.throttle import Limit

DISPUTES_DAY = Limit("disputes", 10, timedelta(days=1))
MOST_OPEN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the customer tells: the details of the shop's receipt, where to write to, what is wrong.

    `card` and `happened_at` are of a dispute from the form; of a movement the bank knows them.
    """

    cause: str
    email: str
    order_number: str = ""
    session_number: str = ""
    rrn: str = ""
    note: str = ""
    card: Card | None = None
    happened_at: datetime | None = None

    @property
    def typed(self) -> list[str]:
        """Every text that somebody typed."""
        values = (getattr(self, each.name) for each in fields(self))
        return [value for value in values if isinstance(value, str)]


def file_dispute(*, customer: Customer, told: Told, disputed: Disputed | None = None) -> Dispute:
    """Open a dispute of a movement, or of what the form tells; the operation is looked for.

    Each try counts. FullCardNumber, TooManyDisputes(at), TooManyOpen, MoneyIsFree,
    AlreadyDisputed(dispute_id).
    """
    if any(holds_card_number(text) for text in told.typed):
        raise FullCardNumber
    taken = throttle.take(DISPUTES_DAY, f"customer {customer.pk}")
    if not taken.allowed:
        raise TooManyDisputes(at=taken.until)
    with transaction.atomic():
        # One customer's disputes stand in a queue, so that two windows open one.
        locked = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
        found = disputed or _look_for(told)
        _refuse_second(locked, found, told)
        if found is not None and found.is_free:
            raise MoneyIsFree
        if Dispute.objects.of(locked).open().count() >= MOST_OPEN:
            raise TooManyOpen(count=MOST_OPEN)
        dispute = _made(locked, told, found)
        take_step(dispute, Kind.RECEIVED)
    return dispute


def withdraw_dispute(*, dispute: Dispute) -> None:
    """The customer no longer disputes it. DisputeOver."""
    with transaction.atomic():
        take_step(lock_dispute(dispute), Kind.WITHDRAWN)


def _look_for(told: Told) -> Disputed | None:
    assert told.card is not None
    assert told.happened_at is not None
    row = find_by_number(card=told.card, rrn=told.rrn, at=told.happened_at)
    return of_operation(row) if row else None


def _refuse_second(customer: Customer, found: Disputed | None, told: Told) -> None:
    """One operation has one open dispute; an unfound one is known by its card and RRN."""
    mine = Dispute.objects.of(customer).open()
    if found is not None:
        same = mine.filter(subject=found.subject)
    elif told.rrn:
        same = mine.filter(card=told.card, rrn=told.rrn)
    else:
        assert told.happened_at is not None
        same = mine.filter(card=told.card, happened_at=told.happened_at)
    first = same.first()
    if first is not None:
        raise AlreadyDisputed(dispute_id=first.pk)


def _made(customer: Customer, told: Told, found: Disputed | None) -> Dispute:
    card = found.card if found else told.card
    known: dict[str, Any] = {
        "order_number": told.order_number, "rrn": told.rrn, "happened_at": told.happened_at,
    }  # fmt: skip
    if found is not None:
        known = {
            "subject": found.subject, "authorization": found.authorization, "shop": found.shop,
            "amount_minor": found.amount.minor, "happened_at": found.at,
            "rrn": found.rrn or told.rrn, "order_number": found.order_number or told.order_number,
        }  # fmt: skip
    numbers = found or card
    assert numbers is not None
    return Dispute(
        customer=customer, card=card, first6=numbers.first6, last4=numbers.last4, email=told.email,
        session_number=told.session_number, cause=told.cause, note=told.note,
        opened_at=clock.now(), **known,
    )  # fmt: skip
