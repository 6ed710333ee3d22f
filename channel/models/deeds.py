"""What was done through a terminal, once for each id that the terminal gave it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib.ids import uuid7


class TerminalDeed(models.Model):
    """One deed. `key` is the terminal's own id of it, `request` a keyed hash of what was asked.

    `answer` is what a repetition hears. A codeword is in neither.
    """

    class What(models.TextChoices):
        NUMBER = "trusted-number", _("trusted number changed")
        NUMBER_PROPOSAL = "number-proposal", _("change of the trusted number proposed")
        SLIP = "codeword-slip", _("slip with a new codeword")
        UNBLOCKING = "unblocking", _("lifting of a card’s block proposed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    terminal = models.ForeignKey("channel.Terminal", models.PROTECT, related_name="deeds")
    key = models.UUIDField()
    what = models.CharField(pgettext_lazy("channel", "deed"), max_length=20, choices=What.choices)
    request = models.CharField(max_length=64)
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, related_name="+")
    card = models.ForeignKey("cards.Card", models.PROTECT, related_name="+")
    # The price that was charged; the transfer has the deed's own id.
    quote = models.ForeignKey("tariffs.Quote", models.PROTECT, null=True, related_name="+")
    # How often the slip was printed again, with another word each time.
    prints_again = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["customer", "at"], name="terminal_deeds_of_customer")]
        constraints = [
            models.UniqueConstraint(fields=["terminal", "key"], name="one_terminal_deed_a_key")
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.id}"
