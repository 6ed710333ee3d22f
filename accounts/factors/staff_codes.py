"""Codes of a member of staff's authenticator: each of them once, at whichever door it is shown."""

from django.db import models
from django.views.decorators.debug import sensitive_variables
from django_otp.oath import TOTP
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
    written = False
    for device in _locked(user):
        written |= device.verify_is_allowed()[0]
        if user and device.verify_token(digits):
            user.otp_device = device
            return True
    if not written:  # nobody's, or one that rests after wrong tokens
        TOTPDevice.objects.filter(user_id=NOBODY).update(throttling_failure_count=0)
    return False


@sensitive_variables("typed")
def staff_app_proves(user: User | None, typed: str) -> bool:
    """The same at a door that asks for no password first, and has limits of its own.

    A wrong code changes nothing: whoever knows a login name keeps nobody out of the desk. A right
    one is spent here and there. One that rests after wrong tokens at the desk proves nothing.
    """
    for device in _locked(user):
        if user and device.verify_is_allowed()[0] and _spend(device, typed):
            user.otp_device = device
            return True
    return False


def _locked(user: User | None) -> models.QuerySet[TOTPDevice]:
    owner = user.pk if user else NOBODY
    found: models.QuerySet[TOTPDevice] = TOTPDevice.objects.filter(user_id=owner, confirmed=True)
    return found.select_for_update()


@sensitive_variables()
def _spend(device: TOTPDevice, typed: str) -> bool:
    """As `verify_token` does it, but for its count of failures, which stays as it is."""
    shown = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    shown.time = shown.time  # what is verified and what is spent are of one moment
    if not typed.isdecimal() or not shown.verify(int(typed), device.tolerance, device.last_t + 1):
        return False
    device.last_t, device.drift = shown.t(), shown.drift
    device.set_last_used_timestamp(commit=False)
    device.save(update_fields=["last_t", "drift", "last_used_at"])
    return True
