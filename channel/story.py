"""What is known of a deed at a terminal: which, when, for whose card. Never a number or a word."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q

from channel.models import TerminalDeed
from homebank.lib.stories import Moment, Teller, id_in


def find(typed: str) -> set[UUID]:
    """A deed by the bank's reference, or by the terminal's own id."""
    ids = id_in(typed)
    found = TerminalDeed.objects.filter(Q(pk__in=ids) | Q(key__in=ids)) if ids else ()
    return {row.pk for row in found}


def related(ids: set[UUID]) -> set[UUID]:
    """The price that was charged."""
    found = TerminalDeed.objects.filter(pk__in=ids, quote__isnull=False)
    return set(found.values_list("quote", flat=True))


def owners(ids: set[UUID]) -> set[UUID]:
    """For whom they were done."""
    return set(TerminalDeed.objects.filter(pk__in=ids).values_list("customer", flat=True))


def tell(ids: set[UUID]) -> Iterator[Moment]:
    """The deed, and where it was done."""
    rows = TerminalDeed.objects.filter(pk__in=ids).select_related("terminal", "card")
    for row in rows:
        facts = {"terminal": row.terminal.name, "place": row.terminal.place,
                 "card": row.card.truncated, "prints_again": row.prints_again}  # fmt: skip
        yield Moment(row.at, "channel", row.What(row.what).label, facts)


TELLER = Teller(tell=tell, find=find, related=related, owners=owners)
