"""Codes of a member of staff's authenticator: each of them once, at whichever door it is shown."""

from django.views.decorators.debug import sensitive_variables
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User

NOBODY = 0  # no user has this key: a look-up by it costs what any other does, and finds nothing


@sensitive_variables("typed", "digits")
def staff_app_shows(user: User | None, typed: str) -> bool:
    """Whether an authenticator of the user shows this; within a transaction, under the row's lock.

    A right code is spent, a wrong one lets the authenticator rest, twice as long each time. Nobody
    has no authenticator, and costs the same statements: one look-up and one update.
    """
    digits = "".join(typed.split())
    owner = user.pk if user else NOBODY
    devices = TOTPDevice.objects.select_for_update().filter(user_id=owner, confirmed=True)
    written = False
    for device in devices:
        written |= device.verify_is_allowed()[0]
        if user and device.verify_token(digits):
            user.otp_device = device
            return True
    if not written:  # nobody's, or one that rests after wrong tokens
        TOTPDevice.objects.filter(user_id=NOBODY).update(throttling_failure_count=0)
    return False
