"""After a restore the bank has forgotten what happened since the backup; the billers have not."""

from django.db import transaction
from django.db.models import F

from payments import timeline
from payments.models import Payment
from payments.states import State
from payments.timeline import Kind

NOTE = "restored from a backup: the biller may have been asked since"


def doubt_sent_payments() -> int:
    """No answer about a payment on its way is a first answer any more; how many there are.

    The biller may have credited it after the backup. Its number is asked again: "accepted"
    settles it, and a refusal proves nothing, so the money stays held (payments.outcomes).
    """
    with transaction.atomic():
        sent = list(Payment.objects.select_for_update().filter(state=State.SENT))
        for payment in sent:
            timeline.add(payment, Kind.NOT_ANSWERED, NOTE)
        Payment.objects.filter(pk__in=[payment.pk for payment in sent]).update(
            attempts=F("attempts") + 1, leased_until=None
        )
    return len(sent)
