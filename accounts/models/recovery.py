"""A way back in for who forgot the password, or to a new codeword (RecoveryAttempt)."""

from __future__ import annotations

from django.db import models

from accounts.models.codes import Confirmation
from homebank.lib import clock
from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7


class RecoveryAttempt(models.Model):
    """One try to recover access, or to choose the codeword that a branch lets somebody choose.

    An unknown number has a row too, and nobody as its `customer`. `phone` is the number that was
    typed; `proof` is what was shown beside it: `codeword` or `card`.
    """

    class Aim(models.TextChoices):
        """What the try ends with. A codeword needs no access to the portal."""

        ACCESS = "access"
        CODEWORD = "codeword"

    class Step(models.TextChoices):
        """The page that the try stands at."""

        CODE = "code"
        PROOF = "proof"
        PASSWORD = "password"  # noqa: S105 (a page, no password)
        WORD = "word"
        DONE = "done"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, null=True, related_name="+")
    confirmation = models.OneToOneField(Confirmation, models.PROTECT, related_name="+")
    aim = models.CharField(max_length=10, choices=Aim, default=Aim.ACCESS)
    phone = SealedTextField()
    network = models.CharField(max_length=50)
    language = models.CharField(max_length=2)
    proof = models.CharField(max_length=10, blank=True)
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    phone_proven_at = models.DateTimeField(null=True)
    person_proven_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def step(self) -> Step:
        if self.finished_at:
            return self.Step.DONE
        if self.person_proven_at:
            return self.Step.WORD if self.aim == self.Aim.CODEWORD else self.Step.PASSWORD
        return self.Step.PROOF if self.phone_proven_at else self.Step.CODE

    @property
    def is_live(self) -> bool:
        """Whether the visit may go on with it: in time, and its owner still has number and access,
        or the reset of the codeword.

        Whoever is blocked meanwhile, or gets another number or SIM, comes no further.
        """
        return self.expires_at > clock.now() and (self.customer is None or self._is_still_theirs())

    def _is_still_theirs(self) -> bool:
        owner = self.customer
        if owner is None or owner.is_blocked or owner.sms_number != self.phone:
            return False
        if self.aim == self.Aim.CODEWORD:
            return owner.may_reset_codeword or self.finished_at is not None
        return owner.user.is_active
