"""Close of day: the day's book is summed, proven and written down, once it is explained."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection
from django.utils.module_loading import import_string

from homebank.lib import clock
from homebank.lib.clock import ALMATY
from ledger.checking import find_wrongs, one_moment
from ledger.day_balances import digest_of_day
from ledger.day_bounds import bounds
from ledger.errors import (
    BookIsWrong,
    ClosedAlready,
    DayIsNotOver,
    DaysBefore,
    NothingToClose,
    RegistersDiffer,
    Unexplained,
)
from ledger.models import ClosedDay, Transfer
from ledger.suspense import items

# Balances at the end of the day, from the last entry before it of each chain: own accounts by
# name, customers' by kind, with what came and went that day.
BALANCES = """
    SELECT a.currency, a.kind, CASE WHEN a.owner_id IS NULL THEN a.name ELSE '' END AS name,
           count(DISTINCT a.id), coalesce(sum(c.after), 0)::bigint,
           coalesce(sum(c.came), 0)::bigint, coalesce(sum(c.went), 0)::bigint
    FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
    CROSS JOIN LATERAL (
        SELECT (SELECT e.balance_after_minor FROM ledger_entry e
                WHERE e.account_id = b.account_id AND e.shard = b.shard AND e.at < %(end)s
                ORDER BY e.sequence DESC LIMIT 1) AS after,
               sum(e.amount_minor) FILTER (WHERE e.amount_minor > 0) AS came,
               sum(e.amount_minor) FILTER (WHERE e.amount_minor < 0) AS went
        FROM ledger_entry e WHERE e.account_id = b.account_id AND e.shard = b.shard
             AND e.at >= %(begin)s AND e.at < %(end)s
    ) c GROUP BY 1, 2, 3 ORDER BY 1, 3, 2
"""


def close_day(*, day: date, by: str = "") -> ClosedDay:
    """Close the day of Almaty: the balances of its end are kept, in one snapshot of the book.

    DayIsNotOver, ClosedAlready, DaysBefore(first) while an earlier one is open, BookIsWrong(text)
    if the book breaks a rule, Unexplained(count, oldest) while a suspense item has no explanation,
    RegistersDiffer(count) while a difference from a register has none.
    """
    with one_moment(read_only=False):
        _refuse_order(day)
        begin, end = bounds(day)
        unexplained = [item for item in items(before=end) if not item.explanation]
        if unexplained:
            raise Unexplained(len(unexplained), unexplained[0].since)
        if differ := unexplained_on(day):
            raise RegistersDiffer(count=differ)
        if wrong := next(find_wrongs(), None):
            raise BookIsWrong(wrong.text)
        balances, (accounts, digest) = _balances(begin, end), digest_of_day(day)
        return _keep(ClosedDay(day=day, by=by, at=clock.now(), balances=balances,
                               accounts=accounts, accounts_digest=digest))  # fmt: skip


def unexplained_on(day: date) -> int:
    """What other rooms know of the day, and of days before, that nobody has explained."""
    return sum(import_string(path)(day) for path in settings.UNEXPLAINED_ON_A_DAY)


def next_day() -> date | None:
    """The day to close next; None while none is over or the book is empty."""
    last = ClosedDay.objects.order_by("-day").first()
    if last:
        day = last.day + timedelta(days=1)
    else:
        first = Transfer.objects.order_by("at").values_list("at", flat=True).first()
        if first is None:
            return None
        day = first.astimezone(ALMATY).date()
    return day if day < clock.today() else None


def _refuse_order(day: date) -> None:
    if day >= clock.today():
        raise DayIsNotOver
    if ClosedDay.objects.filter(day=day).exists():
        raise ClosedAlready
    due = next_day()
    if due is None:
        raise NothingToClose
    if day != due:
        raise DaysBefore(due)


def _keep(closed: ClosedDay) -> ClosedDay:
    try:
        closed.save(force_insert=True)
    except IntegrityError:  # by somebody else at the same moment
        raise ClosedAlready from None
    return closed


def _balances(begin: datetime, end: datetime) -> list[dict[str, Any]]:
    names = ("currency", "kind", "name", "accounts", "balance_minor", "came_minor", "went_minor")
    with connection.cursor() as cursor:
        cursor.execute(BALANCES, {"begin": begin, "end": end})
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
