"""A paper with a number: its sealed bytes, made once, and what may be told of it to whoever asks.

The database refuses to change what was issued (sql/frozen.sql): a paper can be withdrawn and
checked, never rewritten.
"""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from documents.numbers import shown_code, shown_number
from homebank.lib.fields import SealedBytesField, SealedTextField
from homebank.lib.ids import uuid7


class Kind(models.TextChoices):
    """What a paper is. The word is public: the page that verifies a paper says it."""

    RECEIPT = "receipt", pgettext_lazy("paper", "receipt of a payment")
    RETURN = "return", pgettext_lazy("paper", "notice of a returned payment")
    TARIFF = "tariff", pgettext_lazy("paper", "tariff")
    NOTICE = "notice", pgettext_lazy("paper", "notice of an account")
    FUNDS = "funds", pgettext_lazy("paper", "certificate of funds on an account")
    STATEMENT = "statement", pgettext_lazy("paper", "statement of an account")


class Reason(models.TextChoices):
    """Why a paper was withdrawn; public too."""

    MISTAKE = "mistake", pgettext_lazy("withdrawn", "it was issued by mistake")
    REPLACED = "replaced", pgettext_lazy("withdrawn", "another paper has taken its place")
    OWNER = "owner", pgettext_lazy("withdrawn", "its owner wished so")


class DocumentQuerySet(models.QuerySet["Document"]):
    def about(self, subject: UUID, *kinds: str) -> DocumentQuerySet:
        """The papers of these kinds about one thing, in every language, without their bytes."""
        return self.filter(subject=subject, kind__in=kinds).defer("pdf")


class Document(models.Model):
    """One paper in one language. One thing has one paper of a kind and language, for ever.

    `told` is what whoever holds the paper sees on it anyway, to be compared with a forgery: a list
    of `{"name": {"kk", "ru", "en"}, "value": text}`, sealed as JSON, since it is somebody's.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.BigIntegerField(_("number"), unique=True, editable=False)
    kind = models.CharField(pgettext_lazy("paper", "kind"), max_length=10, choices=Kind.choices)
    subject = models.UUIDField(_("what it is about"))
    owner = models.ForeignKey(
        "accounts.Customer", models.PROTECT, null=True, related_name="documents",
        verbose_name=_("owner"),
    )  # fmt: skip
    language = models.CharField(_("language"), max_length=2)
    issued_to_masked = models.CharField(_("issued to"), max_length=200, blank=True)
    issued_at = models.DateTimeField(_("issued"))
    told = SealedTextField(_("what it says"), editable=False)
    code = SealedTextField(_("verification code"), editable=False)
    code_hash = models.CharField(max_length=64, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    pdf = SealedBytesField(_("sealed PDF"), editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_for = models.CharField(_("reason"), max_length=10, choices=Reason.choices, blank=True)
    checked_count = models.PositiveIntegerField(_("times checked"), default=0)
    last_checked_at = models.DateTimeField(_("last checked"), null=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("document", "paper")
        verbose_name_plural = pgettext_lazy("document", "papers")
        permissions = [("withdraw_document", "Can withdraw a paper")]
        indexes = [
            models.Index(fields=["owner", "-issued_at"], name="document_of_owner"),
            models.Index(fields=["kind", "-id"], name="documents_by_kind"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "language"], name="one_paper_of_a_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_for="")
                | models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_for=""),
                name="withdrawn_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number_shown

    @property
    def number_shown(self) -> str:
        """`D-2611-0000-0411`"""
        return shown_number(self.number)

    @property
    def code_shown(self) -> str:
        """`7K4M-92QX-3F`: for the paper itself and its owner."""
        return shown_code(self.code)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None
