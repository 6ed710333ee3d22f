"""A try to register without a card (CardlessAttempt)."""

from __future__ import annotations

from django.db import models

from accounts.models.codes import Confirmation
from homebank.lib import clock
from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7


class CardlessAttempt(models.Model):
    """One try to register without a card. A number on a customer's file has a row too.

    For such a number `customer` is whose it is and `warning` what a worker is to tell them; for a
    new one `customer` is who came to be. `password` is a hash, dropped once it is in force.
    """

    class Step(models.TextChoices):
        """The page that the try stands at."""

        CODE = "code"
        NAME = "name"
        DONE = "done"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, null=True, related_name="+")
    confirmation = models.OneToOneField(Confirmation, models.PROTECT, related_name="+")
    phone = SealedTextField()
    login_name = models.CharField(max_length=30)
    password = SealedTextField(blank=True)
    agreement_version = models.PositiveSmallIntegerField()
    network = models.CharField(max_length=50)
    language = models.CharField(max_length=2)
    warning = models.CharField(max_length=30, blank=True)
    warned_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    proven_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["began_at"],
                condition=models.Q(warned_at__isnull=True) & ~models.Q(warning=""),
                name="cardless_warns",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def step(self) -> Step:
        """`name`: the number is proven, and the login name was taken by somebody meanwhile."""
        if self.finished_at:
            return self.Step.DONE
        return self.Step.NAME if self.proven_at else self.Step.CODE

    @property
    def is_live(self) -> bool:
        """Whether the visit may go on with it."""
        return self.expires_at > clock.now()
