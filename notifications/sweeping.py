"""What time alone does to messages, and what a process that died in between left undone."""

from datetime import timedelta

from django.conf import settings

from homebank.lib import clock
from notifications.hearing import hear_inbound, purge_inbound
from notifications.models import DUE_STATES, GatewayState, Lane, Sms
from notifications.receipts import sweep_receipts
from notifications.taking import end_expired

BATCH = 500


def sweep() -> None:
    """End what expired, blank texts that nobody needs, match receipts, list the gateways."""
    for lane in Lane:
        end_expired(lane=lane, limit=BATCH)
    _forget_texts()
    sweep_receipts()
    hear_inbound()
    purge_inbound()
    _list_gateways()


def _forget_texts() -> None:
    """Codes when their life is over, alerts when traces of access are purged too."""
    now = clock.now()
    over = Sms.objects.filter(expires_at__lte=now).exclude(state__in=DUE_STATES)
    over.forget_codes()
    old = over.filter(expires_at__lte=now - timedelta(days=settings.KEEP_TRACES_DAYS))
    keys = old.filter(keeps_text=True).values_list("pk", flat=True)[:BATCH]
    Sms.objects.filter(pk__in=list(keys)).forget_texts()


def _list_gateways() -> None:
    """A row for each gateway of the settings, and for no other, so that the desk shows them."""
    known = GatewayState.objects.values_list("gateway", flat=True)
    if set(known) != set(settings.SMS_GATEWAYS):
        GatewayState.objects.exclude(gateway__in=settings.SMS_GATEWAYS).delete()
        rows = [GatewayState(gateway=path) for path in settings.SMS_GATEWAYS]
        GatewayState.objects.bulk_create(rows, ignore_conflicts=True)
