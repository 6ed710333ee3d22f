"""The paper by which a branch knew a person (IdentityDocument)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib import clock
from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7


class IdentityDocument(models.Model):
    """A document that a branch saw. Number, issuer and days are sealed; days are ISO dates."""

    class Kind(models.TextChoices):
        ID_CARD = "id-card", pgettext_lazy("document", "identity card")
        PASSPORT = "passport", pgettext_lazy("document", "passport")
        PERMIT = "permit", pgettext_lazy("document", "residence permit")
        FOREIGN = "foreign", pgettext_lazy("document", "passport of another state")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="identity_documents",
        verbose_name=_("customer"),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    number = SealedTextField(_("number"))
    issued_by = SealedTextField(_("issued by"))
    issued_on = SealedTextField(_("issued on"))
    valid_until = SealedTextField(_("valid until"))
    kept_at = models.DateTimeField(_("seen by the bank"))

    class Meta:
        verbose_name = _("identity document")
        verbose_name_plural = _("identity documents")
        indexes = [
            models.Index(fields=["customer", "kept_at"], name="identity_of_customer"),
            models.Index(fields=["kind", "-id"], name="identity_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def masked_number(self) -> str:
        """`••• ••• 417`: what a page shows of the number."""
        return f"••• ••• {self.number[-3:]}"

    @property
    def last_day(self) -> date:
        return date.fromisoformat(self.valid_until)

    @property
    def first_day(self) -> date:
        return date.fromisoformat(self.issued_on)

    @property
    def is_over(self) -> bool:
        """Whether its last day is past."""
        return self.last_day < clock.today()
