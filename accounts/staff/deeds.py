"""What every deed of staff about a customer shares: its limit, its reason, and its event."""

import unicodedata
from uuid import UUID

from accounts import limits
from accounts.errors import TooManyTries
from accounts.models import Customer, User
from accounts.staff.errors import ReasonHoldsSecret, ReasonMissing
from homebank.lib import throttle
from homebank.lib.throttle import Limit
from notifications.events import SecretFact, record
from notifications.models import Event

LONGEST_REASON = 200


def count_deed(by: User, limit: Limit = limits.TRUST_CHANGES) -> None:
    """Count one deed of the member of staff first. TooManyTries(at). Outside any transaction."""
    taken = throttle.take(limit, f"staff {by.pk}")
    if not taken.allowed:
        raise TooManyTries(at=taken.until)


def read_reason(text: str) -> str:
    """The reason on one line. ReasonMissing for none."""
    visible = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    reason = " ".join(visible.split())[:LONGEST_REASON]
    if not reason:
        raise ReasonMissing
    return reason


def record_deed(
    *, kind: str, customer: Customer, by: User, subject: UUID | None = None, **facts: str
) -> Event:
    """Add the event that customer and auditors read, with who did it. ReasonHoldsSecret."""
    told = {**who_did(by), **facts}
    try:
        return record(kind=kind, customer_id=customer.pk, subject=subject, facts=told)
    except SecretFact:
        raise ReasonHoldsSecret from None


def who_did(by: User) -> dict[str, str]:
    """The facts of an event that say which member of staff it was, in which roles."""
    roles = " ".join(sorted(by.groups.values_list("name", flat=True)))
    return {"operator": by.login_name or "", "name": by.first_name, "roles": roles}
