"""A statement too long to be made while somebody waits: a worker's row, and its file in parts."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from homebank.lib.fields import SealedBytesField, SealedTextField
from homebank.lib.ids import uuid7


class FileForm(models.TextChoices):
    """What a statement is taken as."""

    PDF = "pdf", "PDF"
    XLSX = "xlsx", "Excel (XLSX)"
    CSV = "csv", "CSV"


class ExportState(models.TextChoices):
    """Where an export stands. READY and FAILED are its ends."""

    WAITING = "waiting", pgettext_lazy("file", "being made")
    READY = "ready", pgettext_lazy("file", "ready")
    FAILED = "failed", pgettext_lazy("file", "not made")


class ExportQuerySet(models.QuerySet["StatementExport"]):
    """Exports, first of all a customer's own."""

    def of(self, customer: Customer) -> "ExportQuerySet":
        """The customer's own that are still kept, the newest first."""
        return self.filter(customer=customer).select_related("card__account").order_by("-asked_at")

    def due(self, at: datetime) -> "ExportQuerySet":
        """Those that a worker should take up now: their time has come and nobody holds them."""
        free = Q(leased_until=None) | Q(leased_until__lte=at)
        return self.filter(free, state=ExportState.WAITING, next_attempt_at__lte=at)


class StatementExport(models.Model):
    """One file that was asked for: entries `first` to `last` of an account, as `wish` narrows them.

    `wish` is the query of the page's address, sealed, since people search for what is theirs.
    `attempts` counts who took it up; parts of earlier ones are never read. `looked_through` of
    `last - first + 1` entries is how far the present one is.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="statement_exports",
        verbose_name=_("customer"),
    )  # fmt: skip
    card = models.ForeignKey("cards.Card", models.PROTECT, related_name="statement_exports")
    form = models.CharField(_("form"), max_length=4, choices=FileForm.choices)
    language = models.CharField(_("language"), max_length=2)
    wish = SealedTextField(_("what is wanted"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    looked_through = models.BigIntegerField(default=0)
    state = models.CharField(
        _("state"), max_length=7, choices=ExportState.choices, default=ExportState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)
    leased_until = models.DateTimeField(_("with a worker until"), null=True)
    # The sealed paper, where the form is PDF; the other forms lie in parts.
    paper = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")
    size = models.BigIntegerField(_("size"), default=0)
    asked_at = models.DateTimeField(_("asked for"))
    ended_at = models.DateTimeField(_("made"), null=True)
    expires_at = models.DateTimeField(_("kept until"))

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a statement")
        verbose_name_plural = _("files of statements")
        indexes = [
            models.Index(fields=["customer", "asked_at"], name="exports_of_customer"),
            models.Index(
                fields=["next_attempt_at"], condition=Q(state="waiting"), name="exports_due"
            ),
            models.Index(fields=["expires_at"], name="exports_to_purge"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(first__gte=1, last__gte=F("first") - 1), name="an_export_is_a_stretch"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", ended_at=None, next_attempt_at__isnull=False)
                | (~Q(state="waiting") & Q(ended_at__isnull=False, next_attempt_at=None)),
                name="an_export_waits_or_has_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.first_day:%d.%m.%Y}-{self.last_day:%d.%m.%Y}"

    @property
    def total(self) -> int:
        """How many entries are looked through for it."""
        return self.last - self.first + 1

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        done = self.looked_through * 100 // self.total if self.total else 0
        return 100 if self.state == ExportState.READY else min(done, 99)


class StatementPart(models.Model):
    """A piece of a file, sealed: a file of any length is written and read in constant memory."""

    export = models.ForeignKey(StatementExport, models.CASCADE, related_name="parts")
    attempt = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    data = SealedBytesField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["export", "attempt", "number"], name="parts_in_their_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.export_id} {self.attempt}/{self.number}"
