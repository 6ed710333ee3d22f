"""A hold that ends without a presentment: reversed by the shop, lapsed, released by the bank."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cards.alerts.telling import tell_reversal
from cards.authorization.rules import rules
from cards.authorization.taking import hold_for
from cards.errors import NothingBlocked
from cards.limit_use import give_back_use
from cards.models import Authorization, Card, Outcome
from homebank.lib import clock
from homebank.lib.ids import uuid7
from ledger.posting import release
from notifications.events import record

BATCH = 200
APPROVED = "00"


def reverse_operation(*, row: Authorization | None, left_minor: int = 0) -> str:
    """The shop takes the operation back, but for `left_minor` tiyn; the response code.

    In a transaction that has the card locked. What lapsed, was declined or reversed before needs
    nothing more; what was presented already is taken, and a refund is due instead.
    """
    if row is None:
        return rules().codes["no-original"]
    if row.outcome == Outcome.POSTED or row.presentments.exists():
        return rules().codes["already-posted"]
    if row.outcome == Outcome.ANSWERED:
        row.outcome = Outcome.REVERSED
        row.save(update_fields=["outcome"])
    if row.outcome == Outcome.HELD:
        _shrink(row, left_minor)
    return APPROVED


def _shrink(row: Authorization, left_minor: int) -> None:
    assert row.card is not None
    freed = row.held_minor - max(left_minor, 0)
    if freed <= 0:
        return
    _end_hold(row, Outcome.REVERSED)
    if left_minor > 0:
        hold_again(row=row, card=row.card, minor=left_minor)
    row.save(update_fields=["outcome", "hold", "held_minor"])
    tell_reversal(row, freed_minor=freed)
    if kind := row.facts.get("limit"):
        give_back_use(card=row.card, kind=kind, day=row.day, minor=freed)


def hold_again(*, row: Authorization, card: Card, minor: int) -> None:
    """What is left of an operation stays blocked, under a hold of its own, until the same day."""
    row.outcome, row.hold, row.held_minor = Outcome.HELD, uuid7(), minor
    hold_for(card=card, row=row, hold_id=row.hold, minor=minor)


def release_operation(*, row: Authorization, by: str = "", reason: str = "") -> None:
    """An operator frees what is blocked, on the dispute's details. NothingBlocked.

    The day's limit has that room again, as after a reversal: nothing will be taken.
    """
    with transaction.atomic():
        locked = _lock(row.pk)
        if locked is None or locked.outcome != Outcome.HELD or locked.card is None:
            raise NothingBlocked
        freed = locked.held_minor
        _end_hold(locked, _without_its_rest(locked, Outcome.RELEASED))
        locked.save(update_fields=["outcome", "hold", "held_minor"])
        if kind := locked.facts.get("limit"):
            give_back_use(card=locked.card, kind=kind, day=locked.day, minor=freed)
        told = {"operator": by, "reason": reason, "amount_minor": str(freed)}
        record(kind="card.hold-released", customer_id=locked.card.customer_id, subject=locked.pk,
               facts={name: value for name, value in told.items() if value})  # fmt: skip
    row.refresh_from_db()


def lapse_due_holds() -> int:
    """Free what waited for its presentment too long; how many."""
    at = clock.now()
    due = Authorization.objects.filter(outcome=Outcome.HELD, lapses_at__lte=at)
    return sum(_lapse(pk, at) for pk in due.values_list("pk", flat=True)[:BATCH])


def _lapse(pk: UUID, at: datetime) -> bool:
    with transaction.atomic():
        row = _lock(pk)
        if row is None or row.outcome != Outcome.HELD or not row.lapses_at or row.lapses_at > at:
            return False
        _end_hold(row, _without_its_rest(row, Outcome.LAPSED))
        row.save(update_fields=["outcome", "hold", "held_minor"])
    return True


def _without_its_rest(row: Authorization, outcome: Outcome) -> Outcome:
    """What part of it was presented already stays taken; only the rest is free."""
    return Outcome.POSTED if row.presentments.exists() else outcome


def _lock(pk: UUID) -> Authorization | None:
    """The operation, its card locked first, as the host does."""
    card_id = Authorization.objects.filter(pk=pk).values_list("card_id", flat=True).first()
    if card_id is None:
        return None
    Card.objects.select_for_update(no_key=True).get(pk=card_id)
    return Authorization.objects.select_related("card").get(pk=pk)


def _end_hold(row: Authorization, outcome: Outcome) -> None:
    assert row.hold is not None
    release(hold_id=row.hold)
    row.outcome, row.held_minor = outcome, 0
