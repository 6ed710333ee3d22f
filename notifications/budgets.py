"""What codes may cost: caps per phone and block of numbers, and a budget for all (NTF-04, S5).

Counted by the relay at a code's first attempt, in short transactions of its own, never inside a
deed: pages stay as they are, the code waits, and operators hear of it once a window.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from homebank.lib import clock
from homebank.lib.throttle import Limit
from notifications import events
from notifications.models import Sms

log = logging.getLogger(__name__)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# `+7 700 123` of `+7 700 123 45 67`: pumping rents neighbours.
BLOCK_LENGTH = 8

TAKE_MANY = """
INSERT INTO lib_tally AS t ("limit", key, count, began_at)
SELECT %(limit)s, asked.key, asked.count, %(now)s
FROM unnest(%(keys)s::text[], %(counts)s::int[]) AS asked(key, count)
ON CONFLICT ("limit", key) DO UPDATE SET
  count = CASE WHEN t.began_at <= %(edge)s THEN excluded.count ELSE t.count + excluded.count END,
  began_at = CASE WHEN t.began_at <= %(edge)s THEN excluded.began_at ELSE t.began_at END
RETURNING key, count
"""


def budgets() -> list[tuple[Limit, Callable[[Sms], str]]]:
    """Each budget with the key it counts a code under, the narrowest first."""
    return [
        (Limit("sms-codes-phone-day", settings.SMS_CODES_PHONE_DAY, DAY), _phone),
        (Limit("sms-codes-block-hour", settings.SMS_CODES_BLOCK_HOUR, HOUR), _block),
        (Limit("sms-codes-hour", settings.SMS_CODES_HOUR, HOUR), _all),
        (Limit("sms-codes-day", settings.SMS_CODES_DAY, DAY), _all),
    ]


def over_budget(codes: Sequence[Sms]) -> dict[Sms, str]:
    """Count the codes, and tell which have to wait, with the name of the budget in the way."""
    waiting: dict[Sms, str] = {}
    for limit, key_of in budgets():
        asking = [sms for sms in codes if sms not in waiting]
        if asking:
            waiting |= dict.fromkeys(_beyond(limit, key_of, asking), limit.name)
    return waiting


def _beyond(limit: Limit, key_of: Callable[[Sms], str], asking: list[Sms]) -> list[Sms]:
    """Those of the codes for which the window has no room left."""
    keys = {sms: key_of(sms) for sms in asking}
    wanted = Counter(keys.values())
    counted = _take_many(limit, wanted, clock.now())
    room = {key: limit.count - (counted[key] - count) for key, count in wanted.items()}
    beyond = []
    for sms, key in keys.items():
        room[key] -= 1
        if room[key] < 0:
            beyond.append(sms)
    for key, count in wanted.items():
        if counted[key] - count <= limit.count < counted[key]:
            _alarm(limit, key)
    return beyond


def _take_many(limit: Limit, wanted: Counter[str], now: datetime) -> dict[str, int]:
    """How many each key has counted in its window, these included. Locked in order of keys."""
    keys = sorted(wanted)
    values: dict[str, Any] = {"limit": limit.name, "now": now, "edge": now - limit.per,
              "keys": keys, "counts": [wanted[key] for key in keys]}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(TAKE_MANY, values)
        return dict(cursor.fetchall())


def _alarm(limit: Limit, key: str) -> None:
    """Once a window: a line that wakes somebody, and an event that stays."""
    log.error("sms budget is used up: %s, %s: %s in %s", limit.name, key, limit.count, limit.per)
    facts = {"budget": limit.name, "of": key[:20], "count": str(limit.count)}
    events.record(kind="sms.budget-used-up", customer_id=None, facts=facts)


def _phone(sms: Sms) -> str:
    return sms.phone_fingerprint


def _block(sms: Sms) -> str:
    return sms.phone[:BLOCK_LENGTH]


def _all(_sms: Sms) -> str:
    return "all"
