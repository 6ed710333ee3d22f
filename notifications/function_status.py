"""Whether codes by SMS arrive just now, by the latest of them."""

from homebank.lib.function_status import FunctionStatus, Kept, Outcome, is_overdue, judge
from notifications.models import Sms
from notifications.models.states import DUE_STATES, Lane, State

# So many of the newest messages are looked at, by their key: a bounded look, however many there are.
LOOKED_AT = 1000
GOOD = (State.SENT, State.DELIVERED)


def sms_status() -> FunctionStatus:
    """How codes by SMS fare; half a minute old at most."""
    return _kept.now()


def _measure() -> FunctionStatus:
    newest = Sms.objects.order_by("-id")[:LOOKED_AT]
    told = newest.values_list("lane", "state", "queued_at", "sent_at", "receipt_at")
    return judge(
        Outcome(queued, state in GOOD, ((receipt or sent) - queued).total_seconds()
                if (receipt or sent) else None)
        for lane, state, queued, sent, receipt in told
        if lane == Lane.CODES and (state not in DUE_STATES or is_overdue(queued))
    )  # fmt: skip


_kept = Kept(_measure)
