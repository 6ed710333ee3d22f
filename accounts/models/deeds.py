"""What a customer wants changed and a code has to confirm (Deed): kept until it is."""

from __future__ import annotations

from django.db import models

from accounts.models.codes import Confirmation
from homebank.lib import clock
from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7


class Deed(models.Model):
    """One change that waits for its code. `facts` is a JSON object, sealed, and gone once done.

    `accounts.factors.confirmed` alone changes these rows.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=30)
    facts = SealedTextField(blank=True)
    confirmation = models.OneToOneField(Confirmation, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"

    @property
    def is_live(self) -> bool:
        """Whether a code may still confirm it."""
        return self.done_at is None and self.expires_at > clock.now()
