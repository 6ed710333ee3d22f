"""The debit of a card of another bank for one payment: taken once, given back once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib.money import Money
from payments.models.payment import Payment


class Charge(models.Model):
    """Its id is the payment's, and the key under which the acquirer does it once.

    In the book a TAKEN one stands on the bank's own account `other-cards`, from which the payment
    goes on like any other. UNDO: it goes back, whether or not it was ever taken.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("charge", "the acquirer is being asked")
        TAKEN = "taken", pgettext_lazy("charge", "taken")
        DECLINED = "declined", pgettext_lazy("charge", "refused")
        UNDO = "undo", pgettext_lazy("charge", "goes back")
        UNDONE = "undone", pgettext_lazy("charge", "given back")

    payment = models.OneToOneField(
        Payment, models.PROTECT, primary_key=True, related_name="charge", verbose_name=_("payment")
    )
    amount_minor = models.BigIntegerField(_("amount"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ASKED)
    number = models.CharField(_("number with the acquirer"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    made_at = models.DateTimeField(_("made"))
    taken_at = models.DateTimeField(_("taken at"), null=True)
    undone_at = models.DateTimeField(_("given back at"), null=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)

    class Meta:
        verbose_name = _("debit of another bank’s card")
        verbose_name_plural = _("debits of other banks’ cards")
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=Q(next_attempt_at__isnull=False),
                name="charges_to_undo",
            )
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="undo") | Q(next_attempt_at__isnull=False),
                name="what_goes_back_is_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.payment_id} {self.state}"

    @property
    def amount(self) -> Money:
        """What the card is debited: the payment with its fee."""
        return Money(self.amount_minor)
