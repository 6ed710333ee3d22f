"""Second factors beyond the SMS: the app (Authenticator), passkeys (Passkey), RecoveryCode."""

from __future__ import annotations

from django.db import models
from django_otp.models import Device

from homebank.lib import crypto
from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7


class Authenticator(Device):  # type: ignore[misc]
    """The one app of a customer, in force.

    `key` is 20 bytes in hexadecimal; `last_step` is the half minute of the last code used.
    It checks no token itself: `accounts.factors.authenticators` does, counted with the SMS codes.
    """

    key = SealedTextField()
    last_step = models.BigIntegerField(default=-1)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user"], name="one_authenticator")]

    def verify_token(self, token: str) -> bool:
        return False


def credential_fingerprint(credential_id: str) -> str:
    """By which a passkey is found; its id (base64url) may be too long for an index."""
    return crypto.digest("passkey", credential_id)


class Passkey(models.Model):
    """A key pair whose private half lies in a device of the customer (WebAuthn).

    `credential_id` is base64url, `public_key` a COSE key. `sign_count` stays 0 with devices that
    do not count. `accounts.factors.passkeys` and `.passkey_answers` alone change rows.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, related_name="passkeys")
    name = SealedTextField()
    credential_id = models.TextField()
    fingerprint = models.CharField(max_length=64, unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class RecoveryCode(models.Model):
    """One of ten codes on a customer's paper. `lookup` is the keyed hash of its first letters, by
    which it is found; `code_hash` the salted password hash of the whole.
    """

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, related_name="recovery_codes")
    lookup = models.CharField(max_length=64)
    code_hash = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "lookup"], name="one_recovery_code")
        ]

    def __str__(self) -> str:
        return str(self.pk)
