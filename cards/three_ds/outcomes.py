"""How a challenge ends: once, its outcome written down and the shop's server due to be told."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.factors import codes
from cards.authorization.proofs import make_proof
from cards.models import ThreeDsTransaction
from cards.three_ds import limits, tasks
from cards.three_ds.deciding import NO, TIMED_OUT, YES
from homebank.lib import clock, crypto
from homebank.lib.currencies import BY_NUMBER
from homebank.lib.tasks import after_commit
from notifications.events import record

State, Method = ThreeDsTransaction.State, ThreeDsTransaction.Method
BY_CARDHOLDER, IDLE, NO_CREQ = "01", "04", "05"
BATCH = 200


def finish(
    row: ThreeDsTransaction, status: str, reason: str = "", *, cancel: str = "", by: str = ""
) -> ThreeDsTransaction:
    """Write the outcome down; the row as it is then. The second of two changes nothing.

    `by` is how a Y came; a code is spent in the same transaction: what `codes.consume` raises.
    """
    with transaction.atomic():
        found = _locked(row)
        if found.state == State.OVER:
            return found
        if by == Method.SMS and found.confirmation_id:
            codes.consume(confirmation_id=found.confirmation_id, digest=digest_of(found))
        elif found.confirmation_id:
            codes.void(subject=found.pk)
        found.method = by or found.method
        _write(found, status, reason, cancel)
        after_commit(tasks.tell_result, queue="work", transaction_id=str(found.pk))
    return found


def end_overdue() -> int:
    """End what nobody goes on with: no browser came, or its cardholder went away; how many."""
    now = clock.now()
    never_came = Q(state=State.WAITING, answered_at__lte=now - limits.FIRST_CREQ)
    went_away = Q(state=State.ASKED, seen_at__lte=now - limits.IDLE)
    due = ThreeDsTransaction.objects.filter(never_came | went_away)
    return sum(bool(end_if_overdue(row)) for row in due[:BATCH])


def end_if_overdue(row: ThreeDsTransaction) -> ThreeDsTransaction | None:
    """The row with its outcome if its time is over; None if it may go on."""
    cancel = _overdue(row, clock.now())
    return finish(row, NO, TIMED_OUT, cancel=cancel) if cancel else None


def digest_of(row: ThreeDsTransaction) -> str:
    """What a code confirms: this purchase, with all that its page shows."""
    return crypto.digest("purchase", row.pk, row.card_id, row.amount_minor, row.currency_number,
                         row.merchant, row.merchant_id)  # fmt: skip


def _locked(row: ThreeDsTransaction) -> ThreeDsTransaction:
    rows = ThreeDsTransaction.objects.select_for_update(of=("self",))
    return rows.select_related("card__customer", "peer").get(pk=row.pk)


def _overdue(row: ThreeDsTransaction, now: datetime) -> str:
    if row.state == State.WAITING and row.answered_at <= now - limits.FIRST_CREQ:
        return NO_CREQ
    is_idle = row.state == State.ASKED and row.seen_at and row.seen_at <= now - limits.IDLE
    return IDLE if is_idle else ""


def _write(row: ThreeDsTransaction, status: str, reason: str, cancel: str) -> None:
    now = clock.now()
    row.state, row.status, row.reason, row.cancel = State.OVER, status, reason, cancel
    row.over_at = row.result_due_at = now
    assert row.card is not None  # only a card's owner is ever asked
    if status == YES:
        row.proof = make_proof(
            number=row.card.number, amount_minor=row.amount_minor,
            currency=BY_NUMBER[row.currency_number], merchant_id=row.merchant_id,
        )  # fmt: skip
    row.save()
    facts = {"outcome": f"{status}{reason}", "shop": row.merchant, "amount": row.amount_text}
    record(kind="card.three-ds", customer_id=row.card.customer_id, subject=row.card_id, facts=facts)
