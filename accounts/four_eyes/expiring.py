"""What waited too long for its second pair of eyes is over by itself."""

from uuid import UUID

from django.db import transaction

from accounts.four_eyes.records import record_step
from accounts.models import Proposal
from homebank.lib import clock

BATCH = 100


def expire_due(**about: str | UUID) -> int:
    """End what is past its time (`about` this kind, this subject), each in a transaction of its
    own; how many there were."""
    due = Proposal.objects.filter(state=Proposal.State.WAITS, expires_at__lte=clock.now(), **about)
    return sum(map(_expire, due.order_by("expires_at").values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _expire(proposal_id: UUID) -> bool:
    """Whoever decides meanwhile holds the row: that one is passed over."""
    waits = Proposal.objects.select_for_update(of=("self",), skip_locked=True)
    found = waits.select_related("proposed_by").filter(
        pk=proposal_id, state=Proposal.State.WAITS
    ).first()  # fmt: skip
    if found is None:
        return False
    found.state, found.decided_at = Proposal.State.EXPIRED, clock.now()
    found.save(update_fields=["state", "decided_at"])
    record_step("expired", found, None, found.reason)
    return True
