"""What operators do about a dispute: take it, find the operation, ask the shop, and end it.

Each deed counts against the operator, has its event, and reaches the customer by SMS.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.four_eyes import propose
from accounts.models import Proposal, User
from accounts.staff.deeds import count_deed, read_reason
from cards.disputes.disputed import find_disputed
from cards.disputes.errors import (
    AnotherDispute,
    NoOperation,
    NothingCameBack,
    NotTaken,
    NotTheirOperation,
)
from cards.disputes.steps import Kind, lock_dispute, take_step
from cards.models import Authorization, Dispute, Outcome, Presentment
from homebank.lib.throttle import Limit

RELEASE = "release-for-dispute"
DISPUTE_DEEDS = Limit("dispute-deeds", 120, timedelta(hours=1))
# How far from the customer's time an operation is offered as the one that is meant.
NEAR, OFFERED = timedelta(days=5), 20


def take_dispute(*, dispute: Dispute, by: User) -> None:
    """The operator looks into it from now on, in place of who did. DisputeOver, TooManyTries."""
    count_deed(by, DISPUTE_DEEDS)
    with transaction.atomic():
        locked = lock_dispute(dispute)
        if locked.taken_by_id == by.pk:
            return
        is_first, locked.taken_by = locked.taken_by_id is None, by
        if is_first:
            take_step(locked, Kind.EXAMINED, by=by)
        else:
            locked.save(update_fields=["taken_by"])


def link_operation(*, dispute: Dispute, operation_id: UUID, by: User) -> None:
    """Say which operation is meant. NotTheirOperation, AnotherDispute, and as `_mine`."""
    with _mine(dispute, by) as locked:
        row = offered_operations(locked).filter(pk=operation_id).first()
        if row is None:
            raise NotTheirOperation
        mine = Dispute.objects.of(locked.customer).open().exclude(pk=locked.pk)
        if mine.filter(subject=row.pk).exists():
            raise AnotherDispute
        locked.subject, locked.authorization, locked.card = row.pk, row, row.card
        locked.shop, locked.amount_minor = row.merchant, row.billed_minor
        take_step(locked, Kind.FOUND, by=by)


def ask_shop(*, dispute: Dispute, by: User, note: str) -> None:
    """The shop was asked: how and when, in a sentence. ReasonMissing, and as `_mine`."""
    note = read_reason(note)
    with _mine(dispute, by) as locked:
        take_step(locked, Kind.ASKED, by=by, note=note)


def propose_release(*, dispute: Dispute, by: User, word: str) -> Proposal:
    """The shop said that it takes nothing: what is blocked is free once a second one agrees, and
    the dispute ends.

    `word` is who said it and when. NoOperation, and as `_mine` and `four_eyes.propose`.
    """
    with _mine(dispute, by) as locked:
        if locked.authorization is None:
            raise NoOperation
    return propose(
        kind=RELEASE, subject=locked.authorization.pk, customer=locked.customer, reason=word,
        facts={"dispute": str(locked.pk)}, by=by,
    )  # fmt: skip


def close_returned(*, dispute: Dispute, by: User, refund_id: UUID | None = None) -> None:
    """The money came back: by the refund chosen, or by what the book shows. NothingCameBack."""
    with _mine(dispute, by) as locked:
        if refund_id is not None:
            locked.refund = offered_refunds(locked).filter(pk=refund_id).first()
        if locked.refund is None and not is_free(locked):
            raise NothingCameBack
        take_step(locked, Kind.RETURNED, by=by)


def refuse_dispute(*, dispute: Dispute, by: User, reason: str) -> None:
    """Refuse it; the customer reads the reason. ReasonMissing, ReasonHoldsSecret, as `_mine`."""
    reason = read_reason(reason)
    with _mine(dispute, by) as locked:
        locked.reason = reason
        take_step(locked, Kind.REFUSED, by=by, note=reason)


def is_free(dispute: Dispute) -> bool:
    """Whether the book shows that the operation's own money is back."""
    if dispute.subject is None:
        return False
    found = find_disputed(customer=dispute.customer, subject=dispute.subject)
    return found is not None and found.is_free


def offered_operations(dispute: Dispute) -> "QuerySet[Authorization]":
    """Operations that may be meant: of the customer's cards with these digits, near in time."""
    begins, ends = dispute.happened_at - NEAR, dispute.happened_at + NEAR
    rows = Authorization.objects.filter(
        card__customer=dispute.customer, card__last4=dispute.last4, at__range=(begins, ends)
    )
    return rows.exclude(outcome=Outcome.DECLINED).select_related("card").order_by("-at")


def offered_refunds(dispute: Dispute) -> "QuerySet[Presentment]":
    """What shops gave back to the card since, and no other dispute counts for itself."""
    rows = Presentment.objects.filter(
        card=dispute.card_id, operation="refund", at__gte=dispute.happened_at
    )
    counted = Dispute.objects.exclude(refund=None).values("refund")
    return rows.exclude(pk__in=counted).order_by("-at")


@contextmanager
def _mine(dispute: Dispute, by: User) -> Iterator[Dispute]:
    """The dispute, locked, open, taken by this operator. TooManyTries, DisputeOver, NotTaken."""
    count_deed(by, DISPUTE_DEEDS)
    with transaction.atomic():
        locked = lock_dispute(dispute)
        if locked.taken_by_id != by.pk:
            raise NotTaken
        yield locked
