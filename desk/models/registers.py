"""Registers of the processing centre and of billers, and how they differ from what the bank has."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib.ids import uuid7


class Register(models.Model):
    """One register that was compared: whose (`cards`, `biller:beeline`), of which day of Almaty.

    `digest` is a keyed hash of its bytes. The same register again finds its row.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.CharField(pgettext_lazy("register", "from"), max_length=40)
    day = models.DateField(_("day"))
    digest = models.CharField(max_length=64)
    lines = models.BigIntegerField(pgettext_lazy("register", "lines"))
    matched = models.BigIntegerField(pgettext_lazy("register", "matched"))
    by = models.CharField(pgettext_lazy("register", "compared by"), max_length=100, blank=True)
    at = models.DateTimeField(pgettext_lazy("register", "compared at"))

    class Meta:
        verbose_name = _("register")
        verbose_name_plural = _("registers")
        indexes = [models.Index(fields=["-day", "source"], name="registers_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["source", "day", "digest"], name="a_register_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.day:%d.%m.%Y}"


class DifferenceKind(models.TextChoices):
    """In what register and bank differ."""

    MISSING_HERE = "missing-here", pgettext_lazy("register", "the bank has nothing of it")
    MISSING_THERE = "missing-there", pgettext_lazy("register", "the register has nothing of it")
    AMOUNT = "amount", pgettext_lazy("register", "another amount")
    STATE = "state", pgettext_lazy("register", "another state")


class DifferenceState(models.TextChoices):
    """OPEN and TAKEN are unexplained. GONE: a later comparison found that both agree."""

    OPEN = "open", pgettext_lazy("register", "open")
    TAKEN = "taken", pgettext_lazy("register", "being looked into")
    EXPLAINED = "explained", pgettext_lazy("register", "explained")
    POSTED = "posted", pgettext_lazy("register", "posted to suspense")
    GONE = "gone", pgettext_lazy("register", "agrees meanwhile")


UNEXPLAINED = Q(state__in=["open", "taken"])


class DifferenceQuerySet(models.QuerySet["Difference"]):
    """Differences, first of all those that somebody still has to explain."""

    def unexplained(self) -> "DifferenceQuerySet":
        return self.filter(UNEXPLAINED)


class Difference(models.Model):
    """One difference of a source's day, whichever register of that day told of it.

    What the register says stands in `their_…`, what the bank has in `our_…`, in minor units of the
    currency by its number; a side that has nothing has no minor units. `shown` is how the deed is
    known to people (RRN and last digits, a payment's number), `subject` our row's id.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.CharField(pgettext_lazy("register", "from"), max_length=40)
    day = models.DateField(_("day"))
    key = models.CharField(max_length=110)
    nth = models.PositiveIntegerField(default=1)
    kind = models.CharField(
        pgettext_lazy("register", "difference"), max_length=13, choices=DifferenceKind.choices
    )
    shown = models.CharField(pgettext_lazy("register", "deed"), max_length=90)
    subject = models.UUIDField(null=True)
    their_currency = models.CharField(max_length=3, blank=True)
    their_minor = models.BigIntegerField(null=True)
    their_state = models.CharField(max_length=10, blank=True)
    our_currency = models.CharField(max_length=3, blank=True)
    our_minor = models.BigIntegerField(null=True)
    our_state = models.CharField(max_length=10, blank=True)
    state = models.CharField(
        _("state"), max_length=9, choices=DifferenceState.choices, default=DifferenceState.OPEN
    )
    taken_by = models.CharField(max_length=100, blank=True)
    found_at = models.DateTimeField(_("found at"))

    objects = DifferenceQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("register", "difference")
        verbose_name_plural = pgettext_lazy("register", "differences")
        permissions = [
            ("work_difference", "Can work on differences from a register"),
            ("decide_suspense", "Can approve that a difference is posted to suspense"),
        ]
        indexes = [
            models.Index(fields=["day"], condition=UNEXPLAINED, name="unexplained_differences")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "day", "key", "nth"], name="a_difference_once"
            )
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def is_unexplained(self) -> bool:
        return self.state in (DifferenceState.OPEN, DifferenceState.TAKEN)


class DifferenceStep(models.Model):
    """One line of a difference's story. Only added to."""

    difference = models.ForeignKey(Difference, models.PROTECT, related_name="steps")
    state = models.CharField(max_length=9, choices=DifferenceState.choices)
    note = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.state} {self.at:%d.%m.%Y}"
