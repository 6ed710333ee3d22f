"""What customers' phones sent to the bank."""

from django.db import models
from django.db.models import Q

from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7


class InboundSms(models.Model):
    """A message as a gateway brought it. Its words are blanked as soon as it was heard.

    Who is written down as its sender is what the network says, and no proof.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    gateway = models.CharField(max_length=100)
    phone = SealedTextField()
    text = SealedTextField(blank=True)
    received_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["received_at"], condition=Q(heard_at=None), name="inbound_to_hear"
            ),
            models.Index(fields=["heard_at"], name="inbound_heard"),
        ]

    def __str__(self) -> str:
        return str(self.id)
