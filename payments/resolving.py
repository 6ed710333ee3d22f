"""The outcome of an unknown payment, found out by people: one proposes, another approves.

Money moves only with the approval, in its transaction, by the same services that a biller's own
answer goes through. Both acts are events.
"""

from uuid import UUID

from django.db import transaction

from accounts.models import User
from homebank.lib import clock
from notifications import events
from notifications.events import SecretFact
from payments import outcomes, timeline
from payments.billers import Accepted, clean_text
from payments.errors import (
    AlreadyDecided,
    BillerNumberMissing,
    NotUnknown,
    OwnProposal,
    ProposalWaits,
    ReasonHoldsSecret,
    ReasonMissing,
)
from payments.models import Payment, Resolution
from payments.states import State
from payments.timeline import Kind

LONGEST_REASON, LONGEST_NUMBER = 200, 40
Outcome = Resolution.Outcome


def propose_resolution(
    *, payment_id: UUID, by: User, outcome: str, biller_number: str, reason: str
) -> Resolution:
    """Say what the biller's register, letter or operator told about an unknown payment.

    ReasonMissing, ReasonHoldsSecret, BillerNumberMissing, NotUnknown, ProposalWaits.
    """
    reason = _read_reason(reason)
    number = clean_text(biller_number)[:LONGEST_NUMBER]
    if outcome == Outcome.ACCEPTED and not number:
        raise BillerNumberMissing
    with transaction.atomic():
        payment = _unknown(payment_id)
        if payment.resolutions.filter(state=Resolution.State.WAITS).exists():
            raise ProposalWaits
        made = Resolution.objects.create(
            payment=payment, outcome=Outcome(outcome), reason=reason, proposed_by=by,
            biller_number=number if outcome == Outcome.ACCEPTED else "", proposed_at=clock.now(),
        )  # fmt: skip
        _record("payment.resolution-proposed", made, by, reason)
    return made


def approve_resolution(*, resolution_id: int, by: User) -> Resolution:
    """The second one agrees: the money is debited or given back, and the customer is told.

    OwnProposal, AlreadyDecided, NotUnknown.
    """
    with transaction.atomic():
        found = _waiting(resolution_id, by)
        payment = _unknown(found.payment_id)
        names = f"{found.proposed_by.login_name}, {by.login_name}"
        timeline.add(payment, Kind.RESOLVED, note=f"{names}: {found.reason}")
        _decide(found, by, Resolution.State.APPROVED, "payment.resolution-approved", found.reason)
        if found.outcome == Outcome.ACCEPTED:
            told = Accepted(number=found.biller_number)
            outcomes.settle_payment(payment_id=payment.pk, accepted=told)
        else:
            outcomes.return_payment(payment_id=payment.pk)
    return found


def reject_resolution(*, resolution_id: int, by: User, reason: str) -> Resolution:
    """The second one does not agree: the payment waits on. ReasonMissing and as above."""
    reason = _read_reason(reason)
    with transaction.atomic():
        found = _waiting(resolution_id, by)
        found.decision = reason
        _decide(found, by, Resolution.State.REJECTED, "payment.resolution-rejected", reason)
    return found


def _unknown(payment_id: UUID) -> Payment:
    payment = Payment.objects.select_for_update().get(pk=payment_id)
    if payment.state != State.UNKNOWN:
        raise NotUnknown
    return payment


def _waiting(resolution_id: int, by: User) -> Resolution:
    """The proposal, locked after its payment as everywhere, by somebody else and undecided."""
    payment_id = Resolution.objects.values_list("payment_id", flat=True).get(pk=resolution_id)
    Payment.objects.select_for_update().get(pk=payment_id)
    locked = Resolution.objects.select_for_update(of=("self",)).select_related("proposed_by")
    found = locked.get(pk=resolution_id)
    if found.state != Resolution.State.WAITS:
        raise AlreadyDecided
    if found.proposed_by_id == by.pk:
        raise OwnProposal
    return found


def _decide(found: Resolution, by: User, state: Resolution.State, event: str, reason: str) -> None:
    found.state, found.decided_by, found.decided_at = state, by, clock.now()
    found.save()
    _record(event, found, by, reason)


def _record(kind: str, resolution: Resolution, by: User, reason: str) -> None:
    payment = resolution.payment
    facts = {"operator": by.login_name or "", "outcome": str(resolution.outcome), "reason": reason}
    try:
        events.record(kind=kind, customer_id=payment.customer_id, subject=payment.pk, facts=facts)
    except SecretFact:
        raise ReasonHoldsSecret from None


def _read_reason(text: str) -> str:
    reason = clean_text(text)[:LONGEST_REASON].strip()
    if not reason:
        raise ReasonMissing
    return reason
