"""What the server keeps of signing in by certificate: each try, and the certificate as a factor."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django_otp.models import Device

from homebank.lib import clock
from homebank.lib.ids import uuid7


class CertificateAttempt(models.Model):
    """One try to sign in by certificate: a text that is signed once, within minutes.

    `agreement_version` and `language` are of the agreement that was accepted before. `spent_at` is
    when an answer came, right or wrong; `fault` is why it was refused, `customer` whose key it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    nonce = models.CharField(max_length=50, unique=True)
    agreement_version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2)
    network = models.CharField(max_length=50)
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, null=True, related_name="+")
    fault = models.CharField(max_length=20, blank=True)
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_live(self) -> bool:
        """Whether an answer is still looked at."""
        return self.spent_at is None and self.expires_at > clock.now()

    @property
    def text(self) -> bytes:
        """What is signed. It says what for, so that the signature is good for nothing else."""
        lines = (
            "Homebank: sign-in by certificate", settings.CODE_HOST,
            f"Agreement on digital signatures, version {self.agreement_version}",
            self.began_at.isoformat(timespec="seconds"), self.nonce,
        )  # fmt: skip
        return "\n".join(lines).encode()


class CertificateDevice(Device):  # type: ignore[misc]
    """A customer's certificate as django-otp sees it, so that `user.is_verified()` is true.

    It checks no token itself: `accounts.certificates.signing_in` does.
    """

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user"], name="one_certificate_device")]

    def verify_token(self, token: str) -> bool:
        return False
