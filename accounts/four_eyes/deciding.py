"""The second pair of eyes: approval, which does the deed, and rejection with a reason."""

import json
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import limits
from accounts.four_eyes.errors import Overtaken, OwnProposal, ProposalExpired
from accounts.four_eyes.kinds import Kind, kind_of
from accounts.four_eyes.proposing import in_each_language
from accounts.four_eyes.records import locked_waiting, record_step
from accounts.models import Proposal, User
from accounts.staff.deeds import count_deed, read_reason
from homebank.lib import clock

State = Proposal.State
# The language that two states are compared in: words of the reader's would differ by the reader.
COMPARED = "en"


def approve(*, proposal_id: UUID, by: User) -> Proposal:
    """The second one agrees: the deed is done, once, in the same transaction.

    AlreadyDecided, OwnProposal, NotYoursToDecide, PermissionDenied, TooManyTries(at); whatever the
    kind refuses, and it waits on; Overtaken and ProposalExpired, and it is over.
    """
    count_deed(by, limits.PROPOSALS)
    with transaction.atomic():
        found, kind = _to_decide(proposal_id, by)
        over = _what_ends_it(found, kind)
        if over is None:
            kind.check(found)
            over = None if still_asked(found, kind) else State.OVERTAKEN
        _decide(found, by, over or State.APPROVED)
        if over is None:
            kind.apply(found, by)
    if over == State.EXPIRED:
        raise ProposalExpired
    if over == State.OVERTAKEN:
        raise Overtaken
    return found


def reject(*, proposal_id: UUID, by: User, reason: str) -> Proposal:
    """The second one does not agree. ReasonMissing, ReasonHoldsSecret, and as `approve`."""
    reason = read_reason(reason)
    count_deed(by, limits.PROPOSALS)
    with transaction.atomic():
        found, _kind = _to_decide(proposal_id, by)
        found.decision = reason
        _decide(found, by, State.REJECTED)
    return found


def still_stands(proposal: Proposal, kind: Kind) -> bool:
    """Whether all is as it was when this was proposed."""
    now = json.loads(in_each_language(lambda: kind.before(proposal)))
    return bool(now[COMPARED] == json.loads(proposal.before)[COMPARED])


def still_asked(proposal: Proposal, kind: Kind) -> bool:
    """Whether who proposed it still may: nothing is done for who was put out, or lost the role."""
    return proposal.proposed_by.has_perm(kind.proposes)


def _to_decide(proposal_id: UUID, by: User) -> tuple[Proposal, Kind]:
    found = locked_waiting(proposal_id)
    kind = kind_of(found)
    if found.proposed_by_id == by.pk:
        raise OwnProposal
    if not by.has_perm(kind.decides):
        raise PermissionDenied
    kind.check_person(found, by)
    return found, kind


def _what_ends_it(found: Proposal, kind: Kind) -> Proposal.State | None:
    if not found.is_open:
        return State.EXPIRED
    return None if still_stands(found, kind) else State.OVERTAKEN


def _decide(found: Proposal, by: User, state: Proposal.State) -> None:
    found.state, found.decided_at = state, clock.now()
    found.decided_by = None if state == State.EXPIRED else by
    found.save(update_fields=["state", "decided_by", "decided_at", "decision"])
    record_step(state.value, found, by, found.decision or found.reason)
