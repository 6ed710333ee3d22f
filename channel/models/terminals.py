"""Who may speak on the channel: cash machines and branches, each with a key of its own."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib.desk_channel_words import STOPS
from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7


class TerminalQuerySet(models.QuerySet["Terminal"]):
    """Terminals, first of all those that are heard."""

    def heard(self) -> TerminalQuerySet:
        """Whose key works."""
        return self.filter(revoked_at=None)

    def stopped(self) -> TerminalQuerySet:
        """Those that wait for an administrator to look."""
        return self.heard().exclude(stopped_at=None)


class Terminal(models.Model):
    """A cash machine or a branch's program. `key` signs what it says; `key_id` names the key."""

    class Kind(models.TextChoices):
        """A machine has checked card and PIN; in a branch somebody of staff has seen a document."""

        MACHINE = "machine", _("cash machine")
        BRANCH = "branch", pgettext_lazy("terminal", "branch")

    class Stop(models.TextChoices):
        """Of what a terminal asked for too much; deeds by their own name."""

        NUMBERS = "trusted-number", STOPS["trusted-number"]
        SLIPS = "codeword-slip", STOPS["codeword-slip"]
        PROPOSALS = "number-proposal", STOPS["number-proposal"]
        UNBLOCKINGS = "unblocking", STOPS["unblocking"]
        UNKNOWN_CARDS = "unknown-cards", STOPS["unknown-cards"]
        WRONG_CODES = "wrong-codes", STOPS["wrong-codes"]

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key_id = models.CharField(_("key id"), max_length=20, unique=True)
    key = SealedTextField()
    name = models.CharField(_("name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    place = models.CharField(_("place"), max_length=100, blank=True)
    added_at = models.DateTimeField(_("added"))
    seen_at = models.DateTimeField(_("last heard"), null=True)
    # Nothing is done for it meanwhile (channel/stopping.py).
    stopped_at = models.DateTimeField(pgettext_lazy("terminal", "stopped"), null=True)
    stopped_for = models.CharField(
        pgettext_lazy("terminal", "stopped for"), max_length=20, choices=Stop.choices, blank=True
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("revoked by")
    )
    revoked_for = models.CharField(_("why it was revoked"), max_length=200, blank=True)

    objects = TerminalQuerySet.as_manager()

    class Meta:
        verbose_name = _("terminal")
        verbose_name_plural = _("cash machines and branches")
        permissions = [
            ("revoke_terminal", "Can revoke the key of a cash machine or branch"),
            ("lift_terminal", "Can let a stopped cash machine or branch work again"),
        ]
        indexes = [
            models.Index(
                fields=["stopped_at"], name="stopped_terminals",
                condition=models.Q(stopped_at__isnull=False, revoked_at=None),
            )
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(revoked_at=None), name="one_terminal_a_name"
            ),
            models.CheckConstraint(
                condition=models.Q(stopped_at=None, stopped_for="")
                | models.Q(stopped_at__isnull=False) & ~models.Q(stopped_for=""),
                name="stopped_terminal_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Nonce(models.Model):
    """What a terminal has used once: the same signed request is not heard again."""

    pk = models.CompositePrimaryKey("terminal_id", "value")
    terminal = models.ForeignKey(Terminal, models.PROTECT, related_name="nonces", db_index=False)
    value = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.value
