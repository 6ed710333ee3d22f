"""What a biller says that an account owes: Invoice, asked by a customer before the amount."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from homebank.lib.money import Money
from payments.billers import InvoiceLine
from payments.models.catalogue import Service


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    """Invoices, first of all those a customer asked for."""

    def of(self, customer: Customer) -> "InvoiceQuerySet":
        """The customer's own, with what their page shows."""
        return self.filter(customer=customer).select_related(
            "service__category", "service__biller", "service__account_kind", "service__city"
        )


class Invoice(models.Model):
    """One question about one account, and the biller's answer. Its id is the form's that asked.

    `number` is our handle of the question, `told_number` the biller's of the invoice. A worker
    asks when `next_attempt_at` has come, and while it asks the moment lies ahead.
    """

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("invoice", "asked")
        TOLD = "told", pgettext_lazy("invoice", "told")
        FAILED = "failed", pgettext_lazy("invoice", "refused by the biller")

    id = models.UUIDField(primary_key=True, editable=False)
    number = models.BigIntegerField(_("number"), unique=True, editable=False)
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, related_name="invoices")
    service = models.ForeignKey(Service, models.PROTECT, related_name="invoices")
    account = models.CharField(pgettext_lazy("biller", "account"), max_length=40)
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.ASKED)
    told_number = models.CharField(_("number with the biller"), max_length=200, blank=True)
    holder = models.CharField(_("account holder"), max_length=200, blank=True)
    month = models.CharField(_("month"), max_length=7, blank=True)
    # [{"key", "name", "used", "due_minor"}], in the biller's order.
    lines = models.JSONField(_("lines"), default=list)
    failure = models.CharField(_("reason of the refusal"), max_length=20, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        indexes = [
            models.Index(
                fields=["next_attempt_at"], name="invoice_due", condition=models.Q(state="asked")
            )
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def told_lines(self) -> list[InvoiceLine]:
        """The lines as the biller told them."""
        return [_line(row) for row in self.lines]

    @property
    def due(self) -> Money:
        """All that is owed; what it begins with may be less or more."""
        return sum((line.due for line in self.told_lines), Money(0))

    @property
    def account_shown(self) -> str:
        """The account as the payer checks it."""
        return self.service.account_kind.rules.shown(self.account)


def _line(row: dict[str, Any]) -> InvoiceLine:
    return InvoiceLine(row["key"], row["name"], Money(row["due_minor"]), row["used"])
