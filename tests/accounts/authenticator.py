"""What the authenticators of members of staff show, for tests that enter or prove by them."""

import time

from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User


def token(user: User) -> str:
    """What the authenticator of the user shows now."""
    device = TOTPDevice.objects.get(user=user)
    shown = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    shown.time = time.time()
    return f"{shown.token():06d}"


def next_token(user: User) -> str:
    """The same half a minute after the last one: the spent one does not count any more, nor does
    the rest after a wrong one."""
    TOTPDevice.objects.filter(user=user).update(
        last_t=-1, drift=0, throttling_failure_count=0, throttling_failure_timestamp=None
    )
    return token(user)


def wrong_token(user: User) -> str:
    """Six digits that the authenticator does not show now, half a minute ago, or in half one."""
    device = TOTPDevice.objects.get(user=user)
    shown = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    near = set()
    for steps in range(-3, 4):
        shown.time = time.time() + steps * device.step
        near.add(f"{shown.token():06d}")
    return next(each for each in (f"{n:06d}" for n in range(9)) if each not in near)
