"""What of 3-D Secure nobody needs any more: set-ups that are over, what shops gave to be kept."""

from datetime import timedelta

from django.conf import settings

from cards.models import ThreeDsSetup, ThreeDsTransaction
from homebank.lib import clock


def purge_three_ds() -> int:
    """Delete old set-ups, and empty what shops had us keep for the way back; how many rows.

    What was asked and how it ended stays: disputes are about it.
    """
    edge = clock.now() - timedelta(days=settings.KEEP_TRACES_DAYS)
    deleted, _kinds = ThreeDsSetup.objects.filter(expires_at__lt=edge).delete()
    kept = ThreeDsTransaction.objects.filter(answered_at__lt=edge).exclude(session_data="")
    return deleted + kept.update(session_data="", notification_url="")
