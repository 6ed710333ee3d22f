"""What the demo's handsets received."""

from django.db import models

from homebank.lib.fields import SealedTextField


class DemoSms(models.Model):
    """A message as a handset of the demo shows it. Stays empty outside a demo."""

    id = models.BigAutoField(primary_key=True)
    reference = models.UUIDField(unique=True)
    phone = SealedTextField()
    phone_fingerprint = models.CharField(max_length=64)
    text = SealedTextField()
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["phone_fingerprint", "-id"], name="demo_sms_of_phone")]

    def __str__(self) -> str:
        return str(self.reference)
