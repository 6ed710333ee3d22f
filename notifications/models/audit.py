"""The sealed trail of events: what a night's seal covers. Added to, never changed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditSeal(models.Model):
    """A signed sentence on all events up to a night (notifications/audit): `text` was signed."""

    number = models.BigIntegerField(_("number"), primary_key=True)
    text = models.TextField(_("what is signed"))
    signature = models.CharField(_("signature"), max_length=128)
    at = models.DateTimeField(_("signed at"))

    class Meta:
        verbose_name = _("seal of the events")
        verbose_name_plural = _("seals of the events")

    def __str__(self) -> str:
        return str(self.number)


class AuditBatch(models.Model):
    """Some events under a seal: their ids, a digest of 32 bytes for each, the chain's head after.

    The chain is kept beside the events, not in them, so that who writes an event waits for nobody.
    """

    id = models.BigAutoField(primary_key=True)
    seal = models.ForeignKey(AuditSeal, models.PROTECT, related_name="batches")
    ids = ArrayField(models.UUIDField())
    digests = models.BinaryField()
    head = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.seal_id} {self.head[:8]}"
