"""What one member of staff proposes and another decides about."""

from __future__ import annotations

import json

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from homebank.lib import clock
from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7

Shown = list[tuple[str, str]]
# Who decided stands in the row; a withdrawal is the proposer's own, an expiry is nobody's.
DECIDED = ("approved", "rejected", "overtaken")


class Proposal(models.Model):
    """A deed that waits for a second pair of eyes. A decided one does not change (proposals.sql).

    `kind` is the slug of a class (accounts/four_eyes/kinds.py), `subject` the row that it is
    about, `facts` what else it takes. `before` and `after` are what proposer and approver compare,
    in each language: what the approver agreed to can be read for ever.
    """

    class State(models.TextChoices):
        """One waits per kind and subject at most."""

        WAITS = "waits", pgettext_lazy("proposal", "waits for approval")
        APPROVED = "approved", pgettext_lazy("proposal", "approved")
        REJECTED = "rejected", pgettext_lazy("proposal", "rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "withdrawn")
        EXPIRED = "expired", pgettext_lazy("proposal", "expired")
        OVERTAKEN = "overtaken", pgettext_lazy("proposal", "overtaken: things had changed")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(pgettext_lazy("proposal", "what"), max_length=40)
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, null=True, related_name="proposals",
        verbose_name=_("customer"),
    )  # fmt: skip
    subject = models.UUIDField(_("subject"))
    facts = SealedTextField()
    before = SealedTextField()
    after = SealedTextField()
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITS)
    proposed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decision = models.CharField(_("reason of the decision"), max_length=200, blank=True)
    expires_at = models.DateTimeField(_("waits until"))

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        default_permissions = ("view",)
        indexes = [
            models.Index(
                fields=["expires_at"], condition=models.Q(state="waits"), name="proposals_wait"
            ),
            models.Index(fields=["proposed_by", "-proposed_at"], name="proposals_made"),
            models.Index(fields=["decided_by", "-decided_at"], name="proposals_decided"),
            models.Index(fields=["customer", "-proposed_at"], name="proposals_of_customer"),
            models.Index(fields=["subject", "-proposed_at"], name="proposals_of_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=models.Q(state="waits"),
                name="one_proposal_waits",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("proposed_by")),
                name="proposal_has_four_eyes",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waits", decided_by=None, decided_at=None)
                | models.Q(state__in=DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                | models.Q(
                    state__in=("withdrawn", "expired"), decided_by=None, decided_at__isnull=False
                ),
                name="proposal_says_who_decided",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def given(self) -> dict[str, str]:
        """The facts that its kind was given."""
        given: dict[str, str] = json.loads(self.facts or "{}")
        return given

    @property
    def shown_before(self) -> Shown:
        """What stood when it was proposed, in the reader's language."""
        return in_readers_language(self.before)

    @property
    def shown_after(self) -> Shown:
        """What was to stand afterwards, in the reader's language."""
        return in_readers_language(self.after)

    @property
    def is_open(self) -> bool:
        """Whether it can still be decided."""
        return self.state == self.State.WAITS and clock.now() < self.expires_at


def in_readers_language(kept: str) -> Shown:
    """The rows that were kept in each language, in that of the page."""
    rows = json.loads(kept)
    chosen = rows.get(get_language() or "", None) or rows["en"]
    return [(str(label), str(value)) for label, value in chosen]
