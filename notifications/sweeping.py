"""What time alone does to messages, and what a process that died in between left undone."""

from django.conf import settings

from homebank.lib import clock
from notifications.models import DUE_STATES, GatewayState, Lane, Sms
from notifications.receipts import sweep_receipts
from notifications.taking import end_expired

BATCH = 500


def sweep() -> None:
    """End what expired, blank the codes whose life is over, match receipts, list the gateways."""
    for lane in Lane:
        end_expired(lane=lane, limit=BATCH)
    over = Sms.objects.filter(expires_at__lte=clock.now()).exclude(state__in=DUE_STATES)
    over.forget_codes()
    sweep_receipts()
    _list_gateways()


def _list_gateways() -> None:
    """A row for each gateway of the settings, and for no other, so that the desk shows them."""
    known = GatewayState.objects.values_list("gateway", flat=True)
    if set(known) != set(settings.SMS_GATEWAYS):
        GatewayState.objects.exclude(gateway__in=settings.SMS_GATEWAYS).delete()
        rows = [GatewayState(gateway=path) for path in settings.SMS_GATEWAYS]
        GatewayState.objects.bulk_create(rows, ignore_conflicts=True)
