"""Answered messages of the card host die when nobody repeats them any more (rules.toml)."""

from datetime import timedelta

from django.db import connection

from cards.authorization.rules import rules
from homebank.lib import clock

FORGET = "SELECT cards_forget_messages(%s, %s)"
# Locks are short: so many rows in one statement, each statement by itself.
BATCH = 1000


def purge_messages() -> int:
    """Delete what was answered longer ago than the rules keep it; how many.

    What an old message did stays: operations and presentments are known by their keys for ever.
    """
    before, deleted = clock.now() - timedelta(days=rules().message_days), 0
    forgotten: int
    while True:
        with connection.cursor() as cursor:
            cursor.execute(FORGET, [before, BATCH])
            [forgotten] = cursor.fetchone()
        deleted += forgotten
        if forgotten < BATCH:
            return deleted
