"""Limits of a card: how they stand, how their owner changes them, how they go back by themselves.

Opened access and raised amounts go back after 1, 7, 30 or 90 days; closing and lowering stay.
The change and its way back hold from the exact moment on; the sweep writes it down and tells.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.recovery.cooling import cooling_until
from cards.authorization.rules import rules
from cards.errors import (
    STOPPED,
    AboveCeiling,
    LimitChangedMeanwhile,
    LimitNotAboveZero,
    LimitsCool,
    NoSuchTerm,
    NothingToChange,
)
from cards.models import Card, CardLimit, LimitChange, LimitKind, LimitUse
from homebank.lib import clock
from homebank.lib.clock import ALMATY
from homebank.lib.money import Money
from notifications.events import record

TERMS = (1, 7, 30, 90)
TERM = 30


@dataclass(frozen=True, slots=True)
class Standing:
    """One limit at a moment. `version` is what a page was drawn from; it goes back with the form.

    `closes_at` and `lowers_at` are None where nothing goes back by itself; `resets_at` is when
    the day ends in Almaty.
    """

    kind: LimitKind
    is_open: bool
    amount: Money
    used: Money
    ceiling: Money
    closes_at: datetime | None
    lowers_at: datetime | None
    former: Money | None
    resets_at: datetime
    version: int

    @property
    def left(self) -> Money:
        """What the day still bears; nothing while it is closed."""
        return Money(max((self.amount - self.used).minor, 0) if self.is_open else 0)


def standing_of(*, card: Card, kind: str, at: datetime | None = None) -> Standing:
    """One limit as it stands now, or at the moment."""
    at = at or clock.now()
    row = CardLimit.objects.filter(card=card, kind=kind).first()
    used = LimitUse.objects.filter(card=card, kind=kind, day=_day(at)).first()
    return _standing(row or _ruled(card, kind), used.used_minor if used else 0, at)


def standings_of(*, card: Card) -> Sequence[Standing]:
    """All limits of a card as they stand now, in two queries."""
    return standings_by_card([card])[card.pk]


def standings_by_card(cards: Sequence[Card]) -> dict[UUID, Sequence[Standing]]:
    """All limits of several cards as they stand now, by the card's id, in two queries."""
    at = clock.now()
    rows = {(row.card_id, row.kind): row for row in CardLimit.objects.filter(card__in=cards)}
    uses = LimitUse.objects.filter(card__in=cards, day=_day(at))
    used = {(use.card_id, use.kind): use.used_minor for use in uses}
    return {
        card.pk: [
            _standing(rows.get((card.pk, kind)) or _ruled(card, kind),
                      used.get((card.pk, kind), 0), at)
            for kind in LimitKind
        ]
        for card in cards
    }  # fmt: skip


def set_limit(
    *, card: Card, kind: str, amount: Money, days: int = TERM, version: int | None = None
) -> Standing:
    """Set how much a day. A raised one goes back after so many days, a lowered one stays.

    Raises LimitNotAboveZero, AboveCeiling, NoSuchTerm, CardStopped, LimitsCool;
    LimitChangedMeanwhile if the limit is no longer the one of `version`.
    """
    check_amount(kind=kind, amount=amount, days=days)
    with transaction.atomic():
        row, at = _lock(card, kind, version)
        before = copy(row)
        _set(row, amount.minor, at + timedelta(days=days))
        _check_loosening(before, row)
        _keep(row, LimitChange.Cause.SET, row.lowers_at, at)
    return standing_of(card=card, kind=kind)


def allow(
    *, card: Card, kind: str, amount: Money, days: int = TERM, version: int | None = None
) -> Standing:
    """Let such operations pass up to so much a day: what is closed opens, the amount is set.

    The same amount again gives what goes back by itself so many days from now. Raises what
    `set_limit` does, and NothingToChange.
    """
    with transaction.atomic():
        before, after, at = _wanted(card, kind, amount, days, version)
        _check_loosening(before, after)
        moments = [moment for moment in (after.closes_at, after.lowers_at) if moment]
        _keep(after, LimitChange.Cause.SET, min(moments, default=None), at)
    return standing_of(card=card, kind=kind)


def would_loosen(
    *, card: Card, kind: str, amount: Money, days: int = TERM, version: int | None = None
) -> bool:
    """Whether `allow` would open, raise or prolong, which asks for a code. Raises what it does."""
    with transaction.atomic():
        before, after, _at = _wanted(card, kind, amount, days, version)
        return _check_loosening(before, after)


def open_access(*, card: Card, kind: str, days: int = TERM, version: int | None = None) -> Standing:
    """Open such operations; they close again after so many days.

    Raises NoSuchTerm, CardStopped, LimitsCool, LimitChangedMeanwhile.
    """
    if days not in TERMS:
        raise NoSuchTerm
    with transaction.atomic():
        row, at = _lock(card, kind, version)
        before = copy(row)
        if not row.is_open or row.closes_at:  # what stands open for good needs no opening
            row.is_open, row.closes_at = True, at + timedelta(days=days)
        _check_loosening(before, row)
        _keep(row, LimitChange.Cause.SET, row.closes_at, at)
    return standing_of(card=card, kind=kind)


def close_access(*, card: Card, kind: str, version: int | None = None) -> Standing:
    """Close such operations; they stay closed. CardStopped, LimitChangedMeanwhile."""
    with transaction.atomic():
        row, at = _lock(card, kind, version)
        row.is_open, row.closes_at = False, None
        _keep(row, LimitChange.Cause.SET, None, at)
    return standing_of(card=card, kind=kind)


def revert(row: CardLimit, at: datetime) -> bool:
    """Write into the row, in place, what has gone back by the moment; whether anything has."""
    closed = row.closes_at is not None and row.closes_at <= at
    lowered = row.lowers_at is not None and row.lowers_at <= at
    if closed:
        row.is_open, row.closes_at = False, None
    if lowered and row.former_minor is not None:
        row.amount_minor, row.former_minor, row.lowers_at = row.former_minor, None, None
    return closed or lowered


def check_amount(*, kind: str, amount: Money, days: int) -> None:
    """NoSuchTerm, LimitNotAboveZero, AboveCeiling: what can be said without the card."""
    if days not in TERMS:
        raise NoSuchTerm
    if amount.minor <= 0:
        raise LimitNotAboveZero
    ceiling = Money(rules().limits[kind].ceiling_minor)
    if amount > ceiling:
        raise AboveCeiling(ceiling=ceiling)


def _wanted(
    card: Card, kind: str, amount: Money, days: int, version: int | None
) -> tuple[CardLimit, CardLimit, datetime]:
    """The limit as it is and as `allow` would leave it. Not saved."""
    check_amount(kind=kind, amount=amount, days=days)
    before, at = _lock(card, kind, version)
    after, until = copy(before), at + timedelta(days=days)
    if not after.is_open:
        after.is_open, after.closes_at = True, until
    elif after.closes_at and amount.minor >= after.amount_minor:
        is_raised = amount.minor > after.amount_minor
        after.closes_at = max(after.closes_at, until) if is_raised else until
    _set(after, amount.minor, until)
    if amount.minor == before.amount_minor and after.former_minor is not None:
        after.lowers_at = until
    if _terms(before) == _terms(after):
        raise NothingToChange
    return before, after, at


def _set(row: CardLimit, minor: int, until: datetime) -> None:
    if minor > row.amount_minor:
        row.former_minor = row.amount_minor if row.former_minor is None else row.former_minor
        row.lowers_at = until
    elif row.former_minor is not None and minor <= row.former_minor:
        row.former_minor = row.lowers_at = None
    row.amount_minor = minor


def _terms(row: CardLimit) -> tuple[object, ...]:
    return row.is_open, row.closes_at, row.amount_minor, row.lowers_at


def _check_loosening(before: CardLimit, after: CardLimit) -> bool:
    """Whether more may pass, or for longer, which a customer who cools may not have."""
    is_looser = (
        (after.is_open and not before.is_open)
        or after.amount_minor > before.amount_minor
        or _is_later(after.closes_at, before.closes_at)
        or _is_later(after.lowers_at, before.lowers_at)
    )
    if is_looser and (until := cooling_until(customer=after.card.customer)):
        raise LimitsCool(at=until)
    return is_looser


def _is_later(new: datetime | None, old: datetime | None) -> bool:
    return new is not None and old is not None and new > old


def _lock(card: Card, kind: str, version: int | None) -> tuple[CardLimit, datetime]:
    """The limit, its way back already gone if it is due, the card locked against operations."""
    kind = LimitKind(kind)
    locked = Card.objects.select_for_update(no_key=True).get(pk=card.pk)
    if locked.standing in STOPPED:
        raise STOPPED[locked.standing]
    at = clock.now()
    rows = CardLimit.objects.select_for_update().filter(card=card, kind=kind)
    row = rows.first() or _ruled(locked, kind)
    row.card = locked
    if version is not None and version != _version(row, at):
        raise LimitChangedMeanwhile
    if revert(row, at):
        row.changes += 1
    return row, at


def _keep(row: CardLimit, cause: str, reverts_at: datetime | None, at: datetime) -> None:
    row.changes += 1
    row.save()
    LimitChange.objects.create(
        card=row.card, kind=row.kind, cause=cause, is_open=row.is_open,
        amount_minor=row.amount_minor, reverts_at=reverts_at, at=at,
    )  # fmt: skip
    record(
        kind="card.limit-set", customer_id=row.card.customer_id, subject=row.card_id,
        facts={"limit": str(row.kind), "amount_minor": str(row.amount_minor),
               "open": "yes" if row.is_open else "no"},
    )  # fmt: skip


def _ruled(card: Card, kind: str) -> CardLimit:
    """The limit of a card that nobody set, as the bank's rules have it. Not saved."""
    rule = rules().limits[kind]
    return CardLimit(
        card=card, kind=LimitKind(kind), is_open=rule.is_open, amount_minor=rule.amount_minor
    )


def _standing(row: CardLimit, used_minor: int, at: datetime) -> Standing:
    is_open, minor = row.is_open_at(at), row.minor_at(at)
    goes_back = row.lowers_at is not None and row.lowers_at > at
    return Standing(
        kind=LimitKind(row.kind),
        is_open=is_open,
        amount=Money(minor),
        used=Money(used_minor),
        ceiling=Money(rules().limits[row.kind].ceiling_minor),
        closes_at=row.closes_at if is_open else None,
        lowers_at=row.lowers_at if goes_back else None,
        former=Money(row.former_minor) if goes_back and row.former_minor else None,
        resets_at=_end_of_day(at),
        version=_version(row, at),
    )


def _version(row: CardLimit, at: datetime) -> int:
    """Counts changes, one that is due but not yet written down included."""
    due = [moment for moment in (row.closes_at, row.lowers_at) if moment and moment <= at]
    return row.changes + bool(due)


def _day(at: datetime) -> date:
    return at.astimezone(ALMATY).date()


def _end_of_day(at: datetime) -> datetime:
    tomorrow = _day(at) + timedelta(days=1)
    return datetime.combine(tomorrow, datetime.min.time(), ALMATY)
