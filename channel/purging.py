"""Spent nonces die when the clock alone refuses what they were spent on."""

from channel.limits import NONCES_KEPT
from channel.models import Nonce
from homebank.lib import clock

# Locks are short: so many rows in one statement, each statement by itself.
BATCH = 1000


def purge_nonces() -> int:
    """Delete old ones; how many."""
    old = Nonce.objects.filter(at__lt=clock.now() - NONCES_KEPT)
    deleted = 0
    while keys := list(old.values_list("pk", flat=True)[:BATCH]):
        count, _kinds = Nonce.objects.filter(pk__in=keys).delete()
        deleted += count
    return deleted
