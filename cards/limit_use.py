"""What a day has used of a limit: taken by one atomic statement that refuses to pass it."""

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Greatest

from cards.models import Card, LimitUse

TAKE = """
INSERT INTO cards_limituse AS u (card_id, kind, day, used_minor)
SELECT %(card)s, %(kind)s, %(day)s, %(minor)s WHERE %(minor)s <= %(most)s
ON CONFLICT (card_id, kind, day) DO UPDATE SET used_minor = u.used_minor + excluded.used_minor
WHERE u.used_minor + excluded.used_minor <= %(most)s
RETURNING used_minor
"""
NO_BOUND = 2**62


def take_use(
    *, card: Card, kind: str, day: date, minor: int, most_minor: int = NO_BOUND
) -> int | None:
    """Count so many tiyn under the day's limit: what is used then, or None if it has no room.

    Stands in the transaction that places the hold, so that both happen or neither.
    """
    values: dict[str, Any] = {
        "card": card.pk, "kind": kind, "day": day, "minor": minor, "most": most_minor,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(TAKE, values)
        row = cursor.fetchone()
    return row[0] if row else None


def give_back_use(*, card: Card, kind: str, day: date, minor: int) -> None:
    """An operation of that day was undone: its part of the limit is free again."""
    uses = LimitUse.objects.filter(card=card, kind=kind, day=day)
    uses.update(used_minor=Greatest(F("used_minor") - minor, Value(0)))
