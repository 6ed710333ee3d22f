"""Customers and cards that branches issued, taken over from a file: the file, its lines, faults."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib.fields import SealedBytesField
from homebank.lib.ids import uuid7


class ImportState(models.TextChoices):
    """Where an import stands. DONE, REFUSED and DISCARDED are its ends.

    CHECKING reads the file and writes nothing but its report; IMPORTING opens files and cards.
    """

    CHECKING = "checking", pgettext_lazy("import", "being checked")
    CHECKED = "checked", pgettext_lazy("import", "checked, nothing imported yet")
    IMPORTING = "importing", pgettext_lazy("import", "being imported")
    DONE = "done", pgettext_lazy("import", "imported")
    REFUSED = "refused", pgettext_lazy("import", "cannot be read")
    DISCARDED = "discarded", pgettext_lazy("import", "discarded")


WORKED_ON = (ImportState.CHECKING, ImportState.IMPORTING)
HAS_FILE = (*WORKED_ON, ImportState.CHECKED)


class ImportQuerySet(models.QuerySet["CardImport"]):
    """Imports, first of all those that wait for a worker."""

    def due(self, at: datetime) -> "ImportQuerySet":
        """Uploaded files that a worker should take up now: nobody holds them."""
        free = Q(leased_until=None) | Q(leased_until__lte=at)
        return self.filter(free, state__in=WORKED_ON, file__isnull=False)


class CardImport(models.Model):
    """One file. `digest` is a keyed hash of its bytes: the same file is the same import.

    `place` is the last line that is settled in the present state and `offset` where the next one
    begins, in bytes, so that whoever goes on begins there. `lines` is how many there are (the
    heading is no line), `on_file` how many of the right ones are cards for customers on file,
    `size` all bytes. `fault` says why a file as a whole cannot be read.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(pgettext_lazy("import", "file"), max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField(pgettext_lazy("import", "bytes"))
    state = models.CharField(
        _("state"), max_length=9, choices=ImportState.choices, default=ImportState.CHECKING
    )
    fault = models.CharField(max_length=20, blank=True)
    place = models.BigIntegerField(default=0)
    offset = models.BigIntegerField(default=0)
    lines = models.BigIntegerField(default=0)
    on_file = models.BigIntegerField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=pgettext_lazy("import", "uploaded by"),
    )  # fmt: skip
    made_at = models.DateTimeField(pgettext_lazy("import", "uploaded at"))
    finished_at = models.DateTimeField(pgettext_lazy("import", "finished at"), null=True)
    leased_until = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("import", "import of cards")
        verbose_name_plural = pgettext_lazy("import", "imports of cards")
        permissions = [
            ("propose_import", "Can upload a file of cards issued in branches"),
            ("decide_import", "Can approve an import of cards"),
        ]
        indexes = [models.Index(fields=["-made_at"], name="imports_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="refused") | Q(fault=""), name="only_a_refused_file_has_a_fault"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_worked_on(self) -> bool:
        """Whether a worker reads it, or should."""
        return self.state in WORKED_ON

    @property
    def percent(self) -> int:
        """How much of the file is read in the present state."""
        return min(100, self.offset * 100 // self.size) if self.size else 100


class ImportFile(models.Model):
    """The bytes of an uploaded file, sealed. Gone with the import's end."""

    of = models.OneToOneField(CardImport, models.CASCADE, primary_key=True, related_name="file")
    content = SealedBytesField()

    def __str__(self) -> str:
        return str(self.of_id)


class ImportKey(models.Model):
    """What may stand in a file once: the keyed hash of an IIN, a number, a phone, a reference.

    Only while the file is being checked: it finds what a file names twice, without memory.
    """

    of = models.ForeignKey(CardImport, models.CASCADE, related_name="keys", db_index=False)
    fingerprint = models.CharField(max_length=80)
    line = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "fingerprint"], name="a_file_names_it_once")
        ]

    def __str__(self) -> str:
        return f"{self.of_id} {self.line}"


class ImportFault(models.Model):
    """What is wrong in a line: the column (or none) and a code of `desk.imports.faults`.

    It holds nothing that stands in the file. `other` is the line that says the same already.
    """

    of = models.ForeignKey(CardImport, models.CASCADE, related_name="faults", db_index=False)
    importing = models.BooleanField()
    line = models.BigIntegerField()
    column = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=20)
    other = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["of", "importing", "line", "column", "code"], name="a_fault_is_told_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.column} {self.code}"


class ImportedCard(models.Model):
    """A card that came by a file, under the branch's own reference, once for ever.

    `digest` is a keyed hash of the line: the same line again is known, another is refused.
    """

    reference = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64)
    of = models.ForeignKey(CardImport, models.PROTECT, related_name="cards", db_index=False)
    line = models.BigIntegerField()
    card = models.OneToOneField("cards.Card", models.PROTECT, related_name="+", null=True)
    is_new_customer = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["of", "line"], name="cards_of_import")]

    def __str__(self) -> str:
        return self.reference
