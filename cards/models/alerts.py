"""SMS alerts: which cards have them, what their account pays for them, and each fee."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from homebank.lib import clock
from homebank.lib.ids import uuid7
from homebank.lib.money import Money


class AlertService(models.Model):
    """The service of one card account: one fee a month, however many of its cards are told of.

    A month begins on the day `anchor` (the last day of a shorter month). It is paid until
    `paid_until`, which is not in it; `due_on` is when the next fee is due, None while it is off.
    """

    class State(models.TextChoices):
        ON = "on", pgettext_lazy("SMS alerts", "on")
        PAUSED = "paused", pgettext_lazy("SMS alerts", "paused: the account had no money")
        OFF = "off", pgettext_lazy("SMS alerts", "off")

    account = models.OneToOneField(
        "ledger.Account", models.PROTECT, related_name="alert_service", verbose_name=_("account")
    )
    customer = models.ForeignKey(
        "accounts.Customer", models.PROTECT, related_name="+", verbose_name=_("customer")
    )
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.OFF)
    anchor = models.PositiveSmallIntegerField(_("day of the month"), default=1)
    paid_until = models.DateField(_("paid until"), null=True)
    due_on = models.DateField(_("next fee on"), null=True)

    class Meta:
        verbose_name = _("SMS alerts of an account")
        verbose_name_plural = _("SMS alerts of accounts")
        indexes = [
            models.Index(
                fields=["due_on"], condition=Q(due_on__isnull=False), name="alert_fees_due"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="off", due_on=None) | (~Q(state="off") & Q(due_on__isnull=False)),
                name="alerts_are_due_unless_off",
            ),
            models.CheckConstraint(
                condition=Q(anchor__gte=1, anchor__lte=31), name="alert_anchor_is_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.paid_until}"

    @property
    def is_paid(self) -> bool:
        """Whether today is paid for."""
        return self.paid_until is not None and self.paid_until > clock.today()

    @property
    def works(self) -> bool:
        """Whether messages go out today."""
        return self.state == self.State.ON and self.is_paid


class CardAlerts(models.Model):
    """Whether one card's operations are told of, while the service of its account works."""

    card = models.OneToOneField("cards.Card", models.PROTECT, related_name="alerts")
    service = models.ForeignKey(AlertService, models.PROTECT, related_name="cards")
    is_on = models.BooleanField(pgettext_lazy("SMS alerts", "on"), default=False)
    changed_at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("SMS alerts of a card")
        verbose_name_plural = _("SMS alerts of cards")
        indexes = [models.Index(fields=["card"], condition=Q(is_on=True), name="cards_told_of")]

    def __str__(self) -> str:
        return f"{self.card_id} {self.is_on}"


class AlertFee(models.Model):
    """What came of one month's fee on its day: charged, or not for want of money. Only added to."""

    class Outcome(models.TextChoices):
        CHARGED = "charged", pgettext_lazy("fee", "charged")
        UNPAID = "unpaid", pgettext_lazy("fee", "not charged: the account had no money")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    service = models.ForeignKey(AlertService, models.PROTECT, related_name="fees")
    due_on = models.DateField(_("day"))
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome.choices)
    fee_minor = models.BigIntegerField(_("fee"))
    quote = models.ForeignKey("tariffs.Quote", models.PROTECT, related_name="+")
    transfer = models.UUIDField(null=True)
    at = models.DateTimeField(_("time"))

    class Meta:
        verbose_name = _("fee of SMS alerts")
        verbose_name_plural = _("fees of SMS alerts")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "due_on"], condition=Q(outcome="charged"),
                name="one_alert_fee_a_month",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.due_on} {self.outcome}"

    @property
    def fee(self) -> Money:
        return Money(self.fee_minor)
