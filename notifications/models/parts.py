"""Which parts a long message was cut into, so that their receipts are told together."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SmsPart(models.Model):
    """One part of a message that a gateway took in several. Added and never changed.

    `reference` is the gateway's for this part, `whole` what `send` returned for all of them.
    """

    id = models.BigAutoField(primary_key=True)
    gateway = models.CharField(_("gateway"), max_length=100)
    whole = models.CharField(max_length=100)
    reference = models.CharField(_("gateway’s reference"), max_length=100)

    objects: ClassVar[models.Manager[SmsPart]] = models.Manager()

    class Meta:
        verbose_name = _("part of a message")
        verbose_name_plural = _("parts of messages")
        indexes = [models.Index(fields=["whole"], name="sms_part_of_whole")]
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "gateway", "whole"], name="sms_part_is_kept_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.whole} {self.reference}"
