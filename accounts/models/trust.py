"""What staff do about a customer's trust: another number (NumberChange), a call (BankCall)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib import clock, phone
from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7

MaybeText = models.TextField[str | None, str | None]


class NumberChange(models.Model):
    """Another trusted number that one member of staff proposes and another decides about.

    `old` is the number on file when it was proposed; `document` says how the person was known.
    """

    class State(models.TextChoices):
        """One waits per customer at most; what is decided stays."""

        WAITS = "waits", pgettext_lazy("number change", "waits for approval")
        APPROVED = "approved", pgettext_lazy("number change", "approved")
        REJECTED = "rejected", pgettext_lazy("number change", "rejected")

    class Document(models.TextChoices):
        """How whoever asks for it was known to be the customer."""

        ID_CARD = "id-card", _("identity card, in person")
        PASSPORT = "passport", _("passport, in person")
        PERMIT = "permit", _("residence permit, in person")
        CODEWORD = "codeword", _("codeword and questions, by phone")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, related_name="number_changes")
    old: MaybeText = SealedTextField(null=True)  # type: ignore[assignment,misc]
    new = SealedTextField()
    document = models.CharField(max_length=20, choices=Document.choices)
    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITS)
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=models.Q(state="waits"), name="one_number_waits"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("proposed_by")),
                name="number_change_has_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"

    @property
    def masked_old(self) -> str:
        return phone.masked(self.old) if self.old else ""

    @property
    def masked_new(self) -> str:
        return phone.masked(self.new)


class BankCall(models.Model):
    """A call that an operator makes to a customer. Both see the same two words meanwhile.

    The words are kept by their places in the list (accounts/call_words.py), so that each reads
    them in a language of their own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, related_name="calls")
    operator = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    first_word = models.SmallIntegerField()
    second_word = models.SmallIntegerField()
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # A call about an order compares the codeword that was chosen in it: the customer's page says so.
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
