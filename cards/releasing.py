"""A blocked amount released by a member of staff, on the shop's word that it takes nothing."""

from datetime import timedelta

from django.db import transaction

from accounts.errors import ReasonHoldsSecret
from accounts.models import User
from accounts.staff_deeds import count_deed, read_reason
from cards.authorization.undoing import release_operation
from cards.models import Authorization
from homebank.lib.throttle import Limit
from notifications.events import SecretFact

RELEASES = Limit("hold-releases", 60, timedelta(hours=1))


def release_hold(*, row: Authorization, by: User, reason: str) -> None:
    """Free what the operation blocks; customer and auditors read who did it and why.

    One pair of eyes does it: a second one comes with the desk's rules of approval (issue 7).
    Raises NothingBlocked, ReasonMissing, ReasonHoldsSecret, TooManyTries(at).
    """
    said = read_reason(reason)
    count_deed(by, RELEASES)
    try:
        with transaction.atomic():
            release_operation(row=row, by=by.login_name or "", reason=said)
    except SecretFact:
        raise ReasonHoldsSecret from None
