"""Codes of an authenticator app (RFC 6238): whether one is right now, each of them once."""

from uuid import UUID

from django.db import transaction
from django.views.decorators.debug import sensitive_variables
from django_otp.oath import TOTP

from accounts.models import Authenticator
from homebank.lib import clock

DIGITS = 6
# A phone's clock may be half a minute off.
TOLERANCE = 1


@sensitive_variables("digits")
def app_shows(*, customer_id: UUID | None, digits: str) -> bool:
    """Whether the customer's app shows these digits now; each of its codes is right once."""
    if customer_id is None:
        return False
    with transaction.atomic():
        apps = Authenticator.objects.select_for_update().filter(user__customer=customer_id)
        app = apps.first()
        step = step_of(key=app.key, digits=digits, after=app.last_step) if app else None
        if app is None or step is None:
            return False
        Authenticator.objects.filter(pk=app.pk).update(last_step=step)
    return True


@sensitive_variables("key", "digits")
def step_of(*, key: str, digits: str, after: int = -1) -> int | None:
    """The half minute whose code these digits are, if it is now and later than `after`.

    `key` is in hexadecimal.
    """
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    totp = TOTP(bytes.fromhex(key), digits=DIGITS)
    totp.time = clock.now().timestamp()
    right = totp.verify(int(digits), tolerance=TOLERANCE, min_t=after + 1)
    return int(totp.t()) if right else None
