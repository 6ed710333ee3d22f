"""Stops of the tour at what waits for a second pair of eyes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from tests.look.tour import Tour

# The proposal that waits about the customer, and a member of staff.
KEYS = """
from accounts.models import Proposal, User
waits = Proposal.objects.filter(customer="{customer}", state="waits").latest("proposed_at")
print(waits.pk, User.objects.staff().latest("pk").pk)
"""


def four_eyes(tour: Tour, customer: str) -> Iterator[str]:
    """Lists, the number that waits, and the pages where a codeword and roles are proposed."""
    proposal, member = tour.shell(KEYS.format(customer=customer)).split()
    for name in ("for-you", "waiting", "mine", "over"):
        yield tour.see(f"desk-proposals-{name}", f"/desk/proposals/?list={name}")
    yield tour.see("desk-proposal", f"/desk/proposals/{proposal}/")
    yield tour.see("desk-propose-codeword", f"/desk/proposals/new/codeword-reset/{customer}/")
    tour.press()
    yield "desk-propose-codeword-empty"
    subject = UUID(int=int(member))
    yield tour.see("desk-propose-roles", f"/desk/proposals/new/role-grants/{subject}/")
    yield tour.see("desk-staff-out", f"/desk/staff/{member}/out/")
    tour.press()
    yield "desk-staff-out-empty"
