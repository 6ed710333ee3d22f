"""Whether codes by SMS arrive just now, by the latest of them."""

from datetime import datetime

from homebank.lib.function_status import FunctionStatus, Kept, Outcome, is_overdue, judge
from notifications.models import Sms
from notifications.models.states import DUE_STATES, Lane, State

# So many of the newest messages are looked at, by their key: a bounded look, however many exist.
LOOKED_AT = 1000
GOOD = (State.SENT, State.DELIVERED)
# Codes that anybody can have sent to a number, or not, are not told of: a page whose figures move
# with them would say whether the bank knows the number.
UNTOLD = frozenset(
    {"registration", "new-password", "new-codeword", "registration-without-card", "order-phone"}
)


def sms_status() -> FunctionStatus:
    """How codes by SMS fare; half a minute old at most."""
    return _kept.latest()


def _measure() -> FunctionStatus:
    newest = Sms.objects.order_by("-id")[:LOOKED_AT]
    told = newest.values_list("purpose", "lane", "state", "queued_at", "sent_at", "receipt_at")
    return judge(
        Outcome(queued, state in GOOD, _seconds(queued, receipt or sent))
        for purpose, lane, state, queued, sent, receipt in told
        if lane == Lane.CODES
        and purpose not in UNTOLD
        and (state not in DUE_STATES or is_overdue(queued))
    )


def _seconds(began: datetime, ended: datetime | None) -> float | None:
    return None if ended is None else (ended - began).total_seconds()


_kept = Kept(_measure)
