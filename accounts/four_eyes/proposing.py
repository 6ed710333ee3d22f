"""The first pair of eyes: a proposal with its reason, and its withdrawal by who made it."""

import json
from collections.abc import Callable, Mapping
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import translation

from accounts import limits
from accounts.errors import TooManyTries
from accounts.four_eyes.errors import AlreadyWaits
from accounts.four_eyes.expiring import expire_due
from accounts.four_eyes.kinds import Rows, kinds
from accounts.four_eyes.records import lock_customer, locked_waiting, record_step
from accounts.models import Customer, Proposal, User
from accounts.staff.deeds import count_deed, read_reason
from homebank.lib import clock, throttle

State = Proposal.State
NOTHING_MORE: Mapping[str, str] = {}


def propose(
    *, kind: str, subject: UUID, customer: Customer | None, facts: dict[str, str], reason: str,
    by: User, seen: Mapping[str, str] = NOTHING_MORE, is_counted: bool = False,
) -> Proposal:  # fmt: skip
    """Ask for a deed of this kind; nothing changes until somebody else approves it.

    `facts` are kept sealed; `seen` are told by its event: where it was asked, how `by` was proven.
    Whoever calls it in a transaction has counted it before (`count_proposal`, `is_counted`).
    PermissionDenied, ReasonMissing, ReasonHoldsSecret, TooManyTries(at), AlreadyWaits, and
    whatever the kind's own check refuses.
    """
    asked = kinds()[kind]
    if not by.has_perm(asked.proposes):
        raise PermissionDenied
    reason = read_reason(reason)
    if not is_counted:
        count_proposal(kind=kind, subject=subject, by=by)
    expire_due(kind=kind, subject=subject)  # one that is over makes room
    now = clock.now()
    made = Proposal(
        kind=kind, subject=subject, customer=customer, facts=json.dumps(facts, sort_keys=True),
        reason=reason, proposed_by=by, proposed_at=now, expires_at=now + asked.life,
    )  # fmt: skip
    with transaction.atomic():
        lock_customer(made.customer_id)
        asked.check_person(made, by)
        asked.check(made)
        made.before = in_each_language(lambda: asked.before(made))
        made.after = in_each_language(lambda: asked.after(made))
        _save_new(made)
        record_step("made", made, by, reason, seen)
    return made


def count_proposal(*, kind: str, subject: UUID, by: User) -> None:
    """One more of the member of staff, and about the row. TooManyTries(at). Outside any
    transaction: what is refused then was counted."""
    count_deed(by, limits.PROPOSALS)
    taken = throttle.take(kinds()[kind].limit, f"{kind} {subject}")
    if not taken.allowed:
        raise TooManyTries(at=taken.until)


def withdraw(*, proposal_id: UUID, by: User) -> Proposal:
    """Who proposed takes it back. AlreadyDecided, PermissionDenied for anybody else."""
    with transaction.atomic():
        found = locked_waiting(proposal_id)
        if found.proposed_by_id != by.pk:
            raise PermissionDenied
        found.state, found.decided_at = State.WITHDRAWN, clock.now()
        found.save(update_fields=["state", "decided_at"])
        record_step("withdrawn", found, by, found.reason)
    return found


def waiting_for(subject: UUID, kind: str = "") -> Proposal | None:
    """What waits about this row (of that kind, if one is named), the oldest first."""
    found = Proposal.objects.filter(
        subject=subject, state=State.WAITS, expires_at__gt=clock.now()
    ).select_related("proposed_by")
    return (found.filter(kind=kind) if kind else found).order_by("proposed_at").first()


def in_each_language(rows: Callable[[], Rows]) -> str:
    """The rows in the words of each language, to be kept."""
    kept = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            kept[code] = [[str(label), str(value)] for label, value in rows()]
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def _save_new(made: Proposal) -> None:
    """One waits for a subject: of two proposers the second is told."""
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise AlreadyWaits from None
