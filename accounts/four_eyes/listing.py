"""Which proposals a member of staff is shown: what waits for them, what they made, what is over."""

from datetime import datetime

from django.db.models import Model, Q, QuerySet

from accounts.four_eyes.kinds import kinds, subject_of
from accounts.models import Customer, Proposal, User
from homebank.lib import clock

PAGE = 50
# The desk's home says "100" for a hundred and more: it counts no further.
MOST = 100
SEES_ALL = "accounts.view_proposal"
Rows = QuerySet[Proposal]


def kinds_seen(user: User) -> list[str]:
    """Slugs of the kinds that this reader proposes, decides or, as an auditor, reads."""
    if user.has_perm(SEES_ALL):
        return list(kinds())
    return [
        slug for slug, kind in kinds().items()
        if user.has_perm(kind.proposes) or user.has_perm(kind.decides)
    ]  # fmt: skip


def waiting_for_reader(user: User) -> Rows:
    """What waits and this reader may decide: others' proposals of the kinds they decide."""
    decides = [slug for slug, kind in kinds().items() if user.has_perm(kind.decides)]
    return _open().filter(kind__in=decides).exclude(proposed_by=user).order_by("expires_at")


def count_for_reader(user: User) -> int:
    """How many wait for this reader, up to MOST."""
    return waiting_for_reader(user)[:MOST].count()


def waiting(user: User) -> Rows:
    """All that waits of the kinds that this reader may see, the most urgent first."""
    return _open().filter(kind__in=kinds_seen(user)).order_by("expires_at")


def made_by(user: User) -> Rows:
    """What this reader proposed, the newest first."""
    return _told().filter(proposed_by=user).order_by("-proposed_at")


def over(user: User) -> Rows:
    """What is over: an auditor reads all, others what they decided or had decided."""
    rows = _told().exclude(state=Proposal.State.WAITS).order_by("-proposed_at")
    if user.has_perm(SEES_ALL):
        return rows
    return rows.filter(Q(decided_by=user) | Q(proposed_by=user))


def page_of(rows: Rows, *, kind: str = "", before: datetime | None = None) -> list[Proposal]:
    """One page and a row more, if there are more; `before` is the last page's last moment."""
    if kind in kinds():
        rows = rows.filter(kind=kind)
    if before is not None:
        rows = rows.filter(proposed_at__lt=before)
    return list(rows[: PAGE + 1])


def about(row: Model) -> list[Proposal]:
    """What waits about this row or, if it is a customer's file, about anything of theirs."""
    key = subject_of(row)
    if key is None:
        return []
    here = [slug for slug, kind in kinds().items() if kind.model in ("", row._meta.label)]
    asked = Q(subject=key, kind__in=here)
    if isinstance(row, Customer):
        asked |= Q(customer=row)
    return list(_open().filter(asked).order_by("proposed_at")[:PAGE])


def _open() -> Rows:
    return _told().filter(state=Proposal.State.WAITS, expires_at__gt=clock.now())


def _told() -> Rows:
    return Proposal.objects.select_related("customer", "proposed_by", "decided_by")
