"""Limits as named things: so many in so long, counted in a row by one atomic statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from homebank.lib import clock
from homebank.lib.prepared import prepared_count, prepared_row, prepared_rows


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` in each window of length `per`, per key. `name` is stored in the rows."""

    name: str
    count: int
    per: timedelta


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether the try fits under the limit, how many are left, by how many it is over, and when
    the window ends."""

    allowed: bool
    left: int
    until: datetime
    over: int = 0


class Tally(models.Model):
    """One counter: so many tries of a limit for a key since the window began."""

    limit = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    count = models.IntegerField()
    began_at = models.DateTimeField()

    class Meta:
        app_label = "lib"
        constraints = [models.UniqueConstraint(fields=["limit", "key"], name="one_tally")]

    def __str__(self) -> str:
        return f"{self.limit} {self.key}: {self.count}"


TAKE = """
INSERT INTO lib_tally AS t ("limit", key, count, began_at) VALUES (%(limit)s, %(key)s, 1, %(now)s)
ON CONFLICT ("limit", key) DO UPDATE SET
  count = CASE WHEN t.began_at <= %(edge)s THEN 1 ELSE t.count + 1 END,
  began_at = CASE WHEN t.began_at <= %(edge)s THEN excluded.began_at ELSE t.began_at END
RETURNING count, began_at
"""

LOCK = """
WITH asked AS (
  SELECT * FROM unnest(%(limits)s::text[], %(edges)s::timestamptz[]) AS asked (name, edge)
)
INSERT INTO lib_tally AS t ("limit", key, count, began_at)
SELECT name, %(key)s, 0, %(now)s FROM asked ORDER BY name
ON CONFLICT ("limit", key) DO UPDATE SET (count, began_at) = (
  SELECT CASE WHEN t.began_at <= edge THEN 0 ELSE t.count END,
         CASE WHEN t.began_at <= edge THEN excluded.began_at ELSE t.began_at END
  FROM asked WHERE name = t."limit")
RETURNING "limit", count, began_at
"""

GIVE_BACK = """
UPDATE lib_tally SET count = count - 1 WHERE "limit" = %s AND key = %s AND count > 0
"""


def take(limit: Limit, key: str) -> Taken:
    """Count one try, then say whether it was allowed. Refused tries count too.

    Thirty at once count as thirty: the row's lock puts them in a queue. Call it outside the
    transaction of the deed (or a rollback takes the count back).
    """
    now = clock.now()
    values: dict[str, Any] = {"limit": limit.name, "key": key, "now": now, "edge": now - limit.per}
    count, began_at = prepared_row(TAKE, values)
    left = limit.count - count
    return Taken(left >= 0, max(left, 0), began_at + limit.per, over=max(-left, 0))


def look(limit: Limit, key: str) -> Taken:
    """What a try would meet, counting nothing."""
    edge = clock.now() - limit.per
    row = Tally.objects.filter(limit=limit.name, key=key, began_at__gt=edge).first()
    return _meeting(limit, row.count, row.began_at) if row else _meeting(limit, 0, clock.now())


def lock(limits: Sequence[Limit], key: str) -> Taken:
    """What a try would meet under all of them, counting nothing.

    Until the transaction ends others' tries wait: what it then takes was counted before theirs.
    """
    now = clock.now()
    rows = prepared_rows(LOCK, {
        "limits": [limit.name for limit in limits], "key": key, "now": now,
        "edges": [now - limit.per for limit in limits],
    })  # fmt: skip
    tallies = {name: (count, began_at) for name, count, began_at in rows}
    met = [_meeting(limit, *tallies[limit.name]) for limit in limits]
    return min(met, key=lambda taken: taken.left)


def give_back(limit: Limit, key: str) -> None:
    """Take back one counted try (a right guess is no wrong one)."""
    prepared_count(GIVE_BACK, [limit.name, key])


def forget(limit: Limit, key: str) -> None:
    """Drop the counter (the owner proved who they are)."""
    Tally.objects.filter(limit=limit.name, key=key).delete()


def _meeting(limit: Limit, count: int, began_at: datetime) -> Taken:
    """What the next try meets where so many were counted since then."""
    left = max(limit.count - count, 0)
    return Taken(left > 0, left, began_at + limit.per)
