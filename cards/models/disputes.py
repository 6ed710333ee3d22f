"""A dispute of one operation, with what the customer told of it, and its timeline."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7
from homebank.lib.money import Money


class DisputeState(models.TextChoices):
    """Where a dispute stands. RELEASED, RETURNED, REFUSED and WITHDRAWN are its ends."""

    RECEIVED = "received", pgettext_lazy("dispute", "received")
    EXAMINED = "examined", pgettext_lazy("dispute", "being looked into")
    ASKED = "asked", pgettext_lazy("dispute", "waits for the shop’s answer")
    RELEASED = "released", pgettext_lazy("dispute", "blocked amount released")
    RETURNED = "returned", pgettext_lazy("dispute", "money returned")
    REFUSED = "refused", pgettext_lazy("dispute", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("dispute", "withdrawn")


OPEN = (DisputeState.RECEIVED, DisputeState.EXAMINED, DisputeState.ASKED)
IS_OPEN = Q(state__in=[state.value for state in OPEN])
# How the queue stands: what is open has no end yet.
OPEN_FIRST = F("closed_at").asc(nulls_first=True)


class DisputeCause(models.TextChoices):
    """What is wrong, in the customer's choice of words."""

    BLOCKED = (
        "blocked",
        pgettext_lazy("dispute", "The payment did not go through, but the money is blocked"),
    )
    TWICE = "twice", pgettext_lazy("dispute", "The same was taken twice")
    NOT_MINE = "not-mine", pgettext_lazy("dispute", "I did not do this")
    NOTHING_CAME = "nothing-came", pgettext_lazy("dispute", "Goods or service did not come")
    AMOUNT = "amount", pgettext_lazy("dispute", "Another amount was agreed")
    NOT_REFUNDED = "not-refunded", pgettext_lazy("dispute", "The shop promised a refund")


class DisputeQuerySet(models.QuerySet["Dispute"]):
    """Disputes, first of all a customer's own."""

    def of(self, customer: Customer) -> "DisputeQuerySet":
        """The customer's own, the newest first."""
        return self.filter(customer=customer).order_by("-opened_at", "-id")

    def open(self) -> "DisputeQuerySet":
        """Those that somebody still has to end."""
        return self.filter(IS_OPEN)


class Dispute(models.Model):
    """One dispute. Of the card it holds the first six and the last four digits, nothing more.

    `subject` is what the book calls the operation: a card operation, a presentment or a payment;
    none while nobody has found it. `refund` is the presentment that brought the money back.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="disputes", verbose_name=_("customer")
    )
    card = models.ForeignKey("cards.Card", models.PROTECT, null=True, related_name="disputes")
    first6 = models.CharField(_("first 6 digits"), max_length=6)
    last4 = models.CharField(_("last 4 digits"), max_length=4)
    subject = models.UUIDField(_("operation"), null=True)
    authorization = models.ForeignKey(
        "cards.Authorization", models.PROTECT, null=True, related_name="disputes",
        verbose_name=_("card operation"),
    )  # fmt: skip
    refund = models.ForeignKey("cards.Presentment", models.PROTECT, null=True, related_name="+")
    happened_at = models.DateTimeField(_("time of the operation"))
    shop = models.CharField(_("shop"), max_length=200, blank=True)
    amount_minor = models.BigIntegerField(_("amount"), null=True)
    order_number = models.CharField(_("order number"), max_length=40, blank=True)
    rrn = models.CharField("RRN", max_length=12, blank=True)
    session_number = models.CharField(_("session number"), max_length=40, blank=True)
    email = SealedTextField(_("e-mail"), blank=True)
    cause = models.CharField(_("what is wrong"), max_length=12, choices=DisputeCause.choices)
    note = SealedTextField(_("in own words"), blank=True)
    state = models.CharField(
        _("state"), max_length=9, choices=DisputeState.choices, default=DisputeState.RECEIVED
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=_("taken by"),
    )  # fmt: skip
    opened_at = models.DateTimeField(_("received at"))
    closed_at = models.DateTimeField(_("closed at"), null=True)
    # Letters and own words have served when a dispute is long over: then they are emptied.
    emptied_at = models.DateTimeField(null=True)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        permissions = [("work_dispute", "Can work on disputes")]
        indexes = [
            models.Index(fields=["customer", "opened_at"], name="disputes_of_customer"),
            models.Index(fields=["opened_at"], condition=IS_OPEN, name="open_disputes"),
            models.Index(OPEN_FIRST, "opened_at", name="disputes_in_queue"),
            models.Index("state", OPEN_FIRST, "opened_at", name="disputes_by_state"),
            models.Index("cause", OPEN_FIRST, "opened_at", name="disputes_by_cause"),
            models.Index(fields=["last4"], name="disputes_by_last4"),
            models.Index(fields=["rrn"], condition=~Q(rrn=""), name="disputes_of_rrn"),
            models.Index(
                fields=["order_number"], condition=~Q(order_number=""), name="disputes_of_order"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "subject"], condition=IS_OPEN, name="one_dispute_is_open"
            ),
            models.CheckConstraint(
                condition=Q(first6__regex="^[0-9]{6}$", last4__regex="^[0-9]{4}$"),
                name="a_dispute_has_ten_digits",
            ),
            models.CheckConstraint(
                condition=(IS_OPEN & Q(closed_at=None)) | (~IS_OPEN & Q(closed_at__isnull=False)),
                name="what_is_open_is_not_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="a_refusal_has_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.truncated} {self.happened_at:%d.%m.%Y}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def truncated(self) -> str:
        """`4405 64•• •••• 6150`."""
        return f"{self.first6[:4]}\u00a0{self.first6[4:]}••\u00a0••••\u00a0{self.last4}"

    @property
    def amount(self) -> Money | None:
        """What is disputed; None while the operation is not found."""
        return None if self.amount_minor is None else Money(self.amount_minor)


class DisputeStep(models.Model):
    """One line of a dispute's timeline. Only added to. `note` and `by` are for the desk."""

    class Kind(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("dispute", "We have received the dispute")
        FOUND = "found", pgettext_lazy("dispute", "We have found the operation")
        EXAMINED = "examined", pgettext_lazy("dispute", "We are looking into it")
        ASKED = "asked", pgettext_lazy("dispute", "We have asked the shop and wait for its answer")
        RELEASED = "released", pgettext_lazy("dispute", "The blocked amount is released")
        RETURNED = "returned", pgettext_lazy("dispute", "The money is back on the account")
        REFUSED = "refused", pgettext_lazy("dispute", "The dispute is refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("dispute", "You have withdrawn the dispute")

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="steps")
    kind = models.CharField(_("step"), max_length=9, choices=Kind.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.CharField(_("operator"), max_length=60, blank=True)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("step of a dispute")
        verbose_name_plural = _("steps of disputes")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%d.%m.%Y}"
