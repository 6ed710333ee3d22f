"""What was paid, or began to be: Payment with its timeline of PaymentSteps."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from accounts.models import Customer
from cards.models import Card, OtherCard
from cards.other.words import REASONS as OTHER_BANKS
from homebank.lib import clock
from homebank.lib.fields import SealedTextField
from homebank.lib.money import KZT, Money
from payments import states
from payments.billers import Part
from payments.billers.reasons import EXPIRED, NO_ANSWER, NO_TARIFF
from payments.models.catalogue import Service
from payments.models.invoice import Invoice
from payments.states import State

# What `Payment.move` changes.
STEPPED = ("state", "attempts", "leased_until", "next_attempt_at")


class PaymentQuerySet(models.QuerySet["Payment"]):
    """Payments, first of all a customer's own."""

    def of(self, customer: Customer) -> "PaymentQuerySet":
        """The customer's own, with what their pages show."""
        return self.filter(customer=customer).select_related(
            "service__category", "service__biller", "service__account_kind", "card", "other_card",
            "confirmation", "quote__version", "quote__tariff_line", "invoice",
        )  # fmt: skip

    def locked(self, *beside: str) -> "PaymentQuerySet":
        """Locked, whole, with these columns of what they refer to: `service__biller__key`."""
        own = [field.name for field in self.model._meta.concrete_fields]
        joined = {name.rpartition("__")[0] for name in beside}
        locking = self.select_for_update(of=("self",)).select_related(*joined)
        return locking.only(*own, *joined, *beside)

    def due(self, at: datetime) -> "PaymentQuerySet":
        """Those that a worker should take up now: their time has come and nobody holds them."""
        free = models.Q(leased_until=None) | models.Q(leased_until__lte=at)
        return self.filter(free, state__in=states.WORKED_ON, next_attempt_at__lte=at)


class Payment(models.Model):
    """One payment of a bill. Its id is the hold's, the transfer's, and the form's that made it.

    `number` is the biller's handle and the receipt's: year, month, eight digits of a sequence.
    `next_attempt_at` is when a worker takes it up: asks the biller, or closes a draft nobody wants.
    `attempts` counts how often the biller was asked in the present state, before it answers.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    number = models.BigIntegerField(_("number"), unique=True, editable=False)
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="payments", verbose_name=_("customer")
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="payments", verbose_name=_("service")
    )
    # From an own card of the bank or from an attached one of another: `source` is whichever it is.
    card = models.ForeignKey(
        "cards.Card", models.PROTECT, null=True, related_name="payments", verbose_name=_("card")
    )
    other_card = models.ForeignKey(
        "cards.OtherCard", models.PROTECT, null=True, related_name="payments",
        verbose_name=_("card of another bank"),
    )  # fmt: skip
    account = models.CharField(pgettext_lazy("biller", "account"), max_length=40)
    amount_minor = models.BigIntegerField(_("amount, tiyn"))
    fee_minor = models.BigIntegerField(_("fee, tiyn"), null=True)
    quote = models.ForeignKey("tariffs.Quote", models.PROTECT, null=True, related_name="payments")
    confirmation = models.ForeignKey(
        "accounts.Confirmation", models.SET_NULL, null=True, related_name="+"
    )
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, null=True, related_name="payments", verbose_name=_("invoice")
    )
    # How the amount lies on the lines of the invoice: see `parts`. Empty without an invoice.
    parts = models.JSONField(_("lines paid"), default=list, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.CHECKING
    )
    holder = models.CharField(_("account holder"), max_length=200, blank=True)
    biller_number = models.CharField(_("number with the biller"), max_length=200, blank=True)
    # What its papers say, as it was when the payment was sent: see `papers`.
    paper = models.JSONField(_("facts of the receipt"), default=dict, blank=True, editable=False)
    payer = SealedTextField(_("payer"), blank=True, editable=False)
    failure = models.CharField(_("reason of the refusal"), max_length=20, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)
    leased_until = models.DateTimeField(_("with a worker until"), null=True)
    made_at = models.DateTimeField(_("made"))
    asked_at = models.DateTimeField(_("biller asked"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        permissions = [
            ("propose_reversal", "Can propose that a payment or a transfer is taken back"),
            ("decide_reversal", "Can approve that a payment or a transfer is taken back"),
        ]
        indexes = [
            models.Index(fields=["customer", "-made_at", "-id"], name="payment_history"),
            models.Index(fields=["state", "-number"], name="payments_by_state"),
            models.Index(
                fields=["next_attempt_at"],
                name="payment_due",
                condition=models.Q(state__in=["checking", "charging", "sent", "draft"]),
            ),
            models.Index(
                fields=["asked_at"], name="payments_unknown", condition=models.Q(state="unknown")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="payment_is_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(card=None, other_card__isnull=False)
                | models.Q(card__isnull=False, other_card=None),
                name="payment_has_one_card",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["checking", "failed", "refused"])
                | models.Q(fee_minor__gte=0, quote__isnull=False),
                name="payment_is_priced_before_it_is_paid",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt_number

    @property
    def source(self) -> Card | OtherCard:
        """The card that pays."""
        found = self.card or self.other_card
        assert found is not None  # the database sees to it
        return found

    @property
    def source_id(self) -> UUID:
        """The id of the card that pays."""
        found = self.card_id or self.other_card_id
        assert found is not None
        return found

    @property
    def amount(self) -> Money:
        """What the biller gets."""
        return Money(self.amount_minor, KZT)

    @property
    def fee(self) -> Money:
        """What the bank takes; zero until it is known."""
        return Money(self.fee_minor or 0, KZT)

    @property
    def total(self) -> Money:
        """What leaves the card."""
        return self.amount + self.fee

    @property
    def receipt_number(self) -> str:
        """`2611-0048-7731`"""
        digits = f"{self.number:012}"
        return f"{digits[:-8]}-{digits[-8:-4]}-{digits[-4:]}"

    @property
    def paid_parts(self) -> list[Part]:
        """How the amount lies on the lines of the invoice; empty without one."""
        return [Part(row["key"], Money(row["minor"]), row["name"]) for row in self.parts]

    @property
    def is_quote_live(self) -> bool:
        """Whether the price that was shown still binds the bank."""
        return self.quote is not None and self.quote.is_valid()

    @property
    def is_held(self) -> bool:
        """Whether the money is blocked on the card, neither taken nor free."""
        return self.state in states.HOLDING

    @property
    def has_expired(self) -> bool:
        """Whether the bank closed it, since nobody confirmed it for too long."""
        return self.state == State.REFUSED and self.failure == EXPIRED

    @property
    def state_shown(self) -> str:
        """The state in words, for its customer, who did not cancel what the bank closed."""
        if self.has_no_tariff:
            return pgettext("payment", "not taken by the bank")
        if self.was_declined:
            return pgettext("payment", "refused by the card’s bank")
        if self.met_silence:
            return _("{biller} did not answer").format(biller=self.service.biller.name)
        return (
            pgettext("payment", "not confirmed") if self.has_expired else self.get_state_display()
        )

    @property
    def met_silence(self) -> bool:
        """Whether it failed since the biller did not answer, which is no refusal."""
        return self.state == State.FAILED and self.failure == NO_ANSWER

    @property
    def has_no_tariff(self) -> bool:
        """Whether the bank itself could not take it: nothing says what it costs."""
        return self.state == State.FAILED and self.failure == NO_TARIFF

    @property
    def was_declined(self) -> bool:
        """Whether the card's bank, not the biller, refused it or kept silent."""
        return self.state == State.FAILED and self.failure in OTHER_BANKS

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it by itself."""
        return self.state in states.ENDS

    @property
    def account_shown(self) -> str:
        """The account as the payer checks it: in full, spaced."""
        return self.service.account_kind.rules.shown(self.account)

    @property
    def account_masked(self) -> str:
        """The account in a list."""
        return self.service.account_kind.rules.masked(self.account)

    def move(self, after: State) -> None:
        """Step to another state of the table (WrongTransition); the caller saves."""
        states.check(State(self.state), after)
        self.state = after
        self.attempts, self.leased_until = 0, None
        self.next_attempt_at = clock.now() if after in states.ASKED else None


class PaymentStep(models.Model):
    """One line of a payment's timeline. Rows are added, never changed: the database sees to it."""

    class Kind(models.TextChoices):
        ASKED = "asked", pgettext_lazy("step", "The biller was asked about the account")
        PRICED = "priced", pgettext_lazy("step", "The biller knows the account; the fee is told")
        REFUSED_BY_BILLER = "no", pgettext_lazy("step", "The biller refused")
        NO_TARIFF = "no-tariff", pgettext_lazy("step", "The bank has no fee for this service yet")
        NOT_ANSWERED = "silence", pgettext_lazy("step", "The biller did not answer")
        POSTPONED = "later", pgettext_lazy("step", "The biller put the answer off")
        CANCELLED = "cancelled", pgettext_lazy("step", "You cancelled the payment")
        OUT_OF_TRIES = "tries", pgettext_lazy("step", "No tries for the code were left")
        EXPIRED = "expired", pgettext_lazy("step", "The price expired, the payment was closed")
        CODE_SENT = "code", pgettext_lazy("step", "A code was sent")
        CONFIRMED = "confirmed", pgettext_lazy("step", "You entered the code")
        HELD = "held", pgettext_lazy("step", "The money is blocked on the card")
        CHARGED = "charged", pgettext_lazy("step", "The card’s bank debited the card")
        DECLINED = "declined", pgettext_lazy("step", "The card’s bank refused")
        NOT_CHARGED = "no-charge", pgettext_lazy("step", "The card’s bank did not answer")
        GOES_BACK = "goes-back", pgettext_lazy("step", "The money goes back to the card")
        GIVEN_BACK = "back", pgettext_lazy("step", "The card’s bank has the money again")
        SENT = "sent", pgettext_lazy("step", "The payment was sent to the biller")
        ACCEPTED = "accepted", pgettext_lazy("step", "The biller accepted the payment")
        DONE = "done", pgettext_lazy("step", "Debited. The payment is over")
        RETURNED = "returned", pgettext_lazy("step", "The money is free again on the card")
        UNKNOWN = "unknown", pgettext_lazy("step", "The bank checks the outcome with the biller")
        REVERSED = "reversed", pgettext_lazy("step", "The bank took the payment back")
        RESOLVED = "resolved", pgettext_lazy("step", "The bank found out the outcome")

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="steps")
    kind = models.CharField(_("step"), max_length=10, choices=Kind.choices)
    at = models.DateTimeField(_("time"))
    # For operators: result codes and the like, never a stranger's free text for customers.
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("step of a payment")
        verbose_name_plural = _("timeline")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.kind}"
