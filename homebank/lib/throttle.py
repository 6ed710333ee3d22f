"""Limits as named things: so many in so long, counted in a row by one atomic statement."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models

from homebank.lib import clock


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


def take(limit: Limit, key: str) -> Taken:
    """Count one try, then say whether it was allowed. Refused tries count too.

    Thirty at once count as thirty: the row's lock puts them in a queue. Call it outside the
    transaction of the deed (or a rollback takes the count back).
    """
    now = clock.now()
    values: dict[str, Any] = {"limit": limit.name, "key": key, "now": now, "edge": now - limit.per}
    with connection.cursor() as cursor:
        cursor.execute(TAKE, values)
        count, began_at = cursor.fetchone()
    left = limit.count - count
    return Taken(left >= 0, max(left, 0), began_at + limit.per, over=max(-left, 0))


def look(limit: Limit, key: str) -> Taken:
    """What a try would meet, counting nothing."""
    edge = clock.now() - limit.per
    row = Tally.objects.filter(limit=limit.name, key=key, began_at__gt=edge).first()
    count, began_at = (row.count, row.began_at) if row else (0, clock.now())
    return Taken(count < limit.count, max(limit.count - count, 0), began_at + limit.per)


def give_back(limit: Limit, key: str) -> None:
    """Take back one counted try (a right guess is no wrong one)."""
    Tally.objects.filter(limit=limit.name, key=key, count__gt=0).update(count=models.F("count") - 1)


def forget(limit: Limit, key: str) -> None:
    """Drop the counter (the owner proved who they are)."""
    Tally.objects.filter(limit=limit.name, key=key).delete()
