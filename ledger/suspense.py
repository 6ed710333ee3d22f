"""Suspense: what the bank holds and does not know whose it is. Each item has an owner and an age.

An item is all entries of a suspense account for one deed that do not sum to zero. It goes away
when something of the same deed is posted against it; until then somebody explains it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from homebank.lib import clock, desk_words
from homebank.lib.money import Money
from ledger.errors import NoSuchItem
from ledger.models import SuspenseNote

# The bank's own accounts that hold what is not cleared up, and the role that answers for each.
OWNERS = {"suspense": "branch"}
LONGEST = 300
ITEMS = """
    SELECT i.*, (SELECT n.text FROM ledger_suspensenote n WHERE n.deed = i.deed
                 ORDER BY n.at DESC LIMIT 1)
    FROM (SELECT a.name, a.currency, coalesce(t.subject, t.reverses_id, t.id) AS deed,
                 sum(e.amount_minor)::bigint, min(e.at) AS since,
                 (array_agg(t.kind ORDER BY e.at))[1]
          FROM ledger_account a JOIN ledger_entry e ON e.account_id = a.id
          JOIN ledger_transfer t ON t.id = e.transfer_id
          WHERE a.owner_id IS NULL AND a.name = ANY(%s) AND e.at < %s
          GROUP BY a.name, a.currency, deed HAVING sum(e.amount_minor) <> 0) AS i
    ORDER BY i.since, i.deed
"""


@dataclass(frozen=True, slots=True)
class Item:
    """What is not cleared up of one deed. `amount` is negative where the bank paid ahead."""

    account: str
    deed: UUID
    amount: Money
    since: datetime
    kind: str
    explanation: str

    @property
    def owner(self) -> str:
        """The role that answers for it."""
        return OWNERS[self.account]

    @property
    def days(self) -> int:
        """How old it is."""
        return (clock.now() - self.since).days

    @property
    def key(self) -> str:
        return str(self.deed)

    @property
    def title(self) -> str:
        """What was posted, in the reader's language."""
        return desk_words.word("book", self.kind)

    @property
    def owner_title(self) -> str:
        return desk_words.word("fact roles", self.owner)


def items(*, before: datetime | None = None) -> Sequence[Item]:
    """All items there are, or were before the moment; the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(ITEMS, [list(OWNERS), before or clock.now() + timedelta(seconds=1)])
        return [
            Item(name, deed, Money(minor, currency), since, kind, said or "")
            for name, currency, deed, minor, since, kind, said in cursor.fetchall()
        ]


def explain_item(*, deed: UUID, text: str, by: str) -> SuspenseNote:
    """Write down what an item is and what is done about it. Notes are added, never changed.

    `by` is the login name of staff. NoSuchItem if nothing of that deed is open.
    """
    if deed not in {item.deed for item in items()}:
        raise NoSuchItem
    return SuspenseNote.objects.create(deed=deed, text=text[:LONGEST], by=by, at=clock.now())
