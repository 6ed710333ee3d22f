"""An operation that waits for a code (Confirmation) and the codes sent for it (OneTimeCode)."""

from django.db import models

from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7


class Confirmation(models.Model):
    """One operation that waits for a code. Its codes share one count of guesses and of sends.

    `digest` is what is confirmed; `network` is set before sign-in and empty after it; `subject` is
    the draft that it belongs to. A decoy belongs to a number that is not on file: it takes guesses
    and asks for sends as any other, and no code is ever sent. `answers` is how many answers of
    passkeys were looked at (`accounts.factors.passkey_answers`); the rest `accounts.factors.codes`
    alone changes.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purpose = models.CharField(max_length=30)
    digest = models.CharField(max_length=64)
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, null=True, related_name="+")
    phone = SealedTextField()
    phone_fingerprint = models.CharField(max_length=64)
    subject = models.UUIDField(null=True)
    network = models.CharField(max_length=50, blank=True)
    is_decoy = models.BooleanField(default=False)
    guesses = models.IntegerField(default=0)
    guesses_allowed = models.IntegerField()
    sends = models.IntegerField(default=0)
    sends_allowed = models.IntegerField()
    answers = models.IntegerField(default=0)
    opened_at = models.DateTimeField()
    last_sent_at = models.DateTimeField(null=True)
    proven_at = models.DateTimeField(null=True)
    consumed_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["subject"],
                condition=models.Q(subject__isnull=False, consumed_at__isnull=True),
                name="confirmation_of_subject",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"

    @property
    def proves_the_phone(self) -> bool:
        """At registration and recovery only a code by SMS will do."""
        return bool(self.network) and self.purpose != "sign-in"

    @property
    def guesses_left(self) -> int:
        return max(self.guesses_allowed - self.guesses, 0)

    @property
    def sends_left(self) -> int:
        return max(self.sends_allowed - self.sends, 0)


class OneTimeCode(models.Model):
    """One code that was sent, as a keyed hash bound to its confirmation."""

    id = models.BigAutoField(primary_key=True)
    confirmation = models.ForeignKey(Confirmation, models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)
