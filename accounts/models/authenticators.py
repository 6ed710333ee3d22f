"""An authenticator app as a customer's second factor, its secret sealed (Authenticator)."""

from __future__ import annotations

from django.db import models
from django_otp.models import Device

from homebank.lib.fields import SealedTextField


class Authenticator(Device):  # type: ignore[misc]
    """The one app of a customer, in force.

    `key` is 20 bytes in hexadecimal; `last_step` is the half minute of the last code used.
    It checks no token itself: `accounts.authenticators` does, counted with the SMS codes.
    """

    key = SealedTextField()
    last_step = models.BigIntegerField(default=-1)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user"], name="one_authenticator")]

    def verify_token(self, token: str) -> bool:
        return False
