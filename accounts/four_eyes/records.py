"""What both pairs of eyes share: the lock of a proposal that waits, and its events."""

from collections.abc import Mapping
from uuid import UUID

from accounts.four_eyes.errors import AlreadyDecided
from accounts.four_eyes.kinds import kind_of
from accounts.models import Customer, Proposal, User
from accounts.staff.errors import ReasonHoldsSecret
from notifications.events import SecretFact, record


def lock_customer(customer_id: UUID | None) -> None:
    """The file before whatever is its: the order of locks of the house."""
    if customer_id is not None:
        Customer.objects.select_for_update(no_key=True).get(pk=customer_id)


def locked_waiting(proposal_id: UUID) -> Proposal:
    """The proposal, locked after its customer. AlreadyDecided; Proposal.DoesNotExist."""
    owner_id = Proposal.objects.values_list("customer_id", flat=True).get(pk=proposal_id)
    lock_customer(owner_id)
    locked = Proposal.objects.select_for_update(of=("self",))
    found = locked.select_related("customer", "proposed_by").get(pk=proposal_id)
    if found.state != Proposal.State.WAITS:
        raise AlreadyDecided
    return found


def record_step(
    step: str,
    proposal: Proposal,
    by: User | None,
    reason: str,
    seen: Mapping[str, str] | None = None,
) -> None:
    """The event that customer and auditors read: what, who, why, and what was `seen` with it.

    ReasonHoldsSecret.
    """
    asked = kind_of(proposal)
    facts = {
        **asked.told(proposal),
        **(seen or {}),
        "proposal": proposal.kind,
        "proposer": proposal.proposed_by.login_name or "",
    }
    if by is not None:
        roles = " ".join(sorted(by.groups.values_list("name", flat=True)))
        facts |= {"operator": by.login_name or "", "name": by.first_name, "roles": roles}
    try:
        record(kind=asked.events.get(step, f"proposal.{step}"), subject=proposal.subject,
               customer_id=proposal.customer_id, facts={**facts, "reason": reason})  # fmt: skip
    except SecretFact:
        raise ReasonHoldsSecret from None
