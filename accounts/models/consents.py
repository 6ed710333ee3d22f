"""What a customer agreed to, and when (Consent)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.agreements import agreement, text_of
from homebank.lib.ids import uuid7


class Consent(models.Model):
    """One agreement accepted: which, in which version and language, and when.

    Added and never changed or deleted: the database refuses it (sql/consents.sql). `text_digest`
    is the SHA-256 of the text that stood on the page, so that nobody can say it was another.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="consents", verbose_name=_("customer")
    )
    agreement = models.CharField(_("agreement"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=2)
    text_digest = models.CharField(max_length=64)
    given_at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["customer", "given_at"], name="consent_of_customer")]

    def __str__(self) -> str:
        return f"{self.agreement} {self.version}"

    @property
    def title(self) -> str:
        """What the agreement is called, in the reader's language."""
        accepted = agreement(self.agreement, self.version)
        return text_of(accepted, get_language() or "ru").title
