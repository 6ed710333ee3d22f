"""What staff do about a customer's trust: how the person was known, a call (BankCall)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from homebank.lib import clock
from homebank.lib.ids import uuid7


class HowKnown(models.TextChoices):
    """How whoever asks for another trusted number was known to be the customer."""

    ID_CARD = "id-card", _("identity card, in person")
    PASSPORT = "passport", _("passport, in person")
    PERMIT = "permit", _("residence permit, in person")
    CODEWORD = "codeword", _("codeword and questions, by phone")


class BankCall(models.Model):
    """A call that an operator makes to a customer. Both see the same two words meanwhile.

    The words are kept by their places in the list (accounts/staff/call_words.py), so that each
    reads them in a language of their own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, related_name="calls")
    operator = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    first_word = models.SmallIntegerField()
    second_word = models.SmallIntegerField()
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # A call about an order compares the codeword that was chosen in it: their page says so.
    asks_codeword = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["customer", "-began_at"], name="calls_of_customer")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(first_word=models.F("second_word")), name="two_words_differ"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_going_on(self) -> bool:
        return self.ended_at is None and self.expires_at > clock.now()
