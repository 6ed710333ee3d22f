"""What a customer pays again and again: PaymentTemplate."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer
from homebank.lib.money import Money
from payments.models.catalogue import Service


class PaymentTemplateQuerySet(models.QuerySet["PaymentTemplate"]):
    """Templates, a customer's own."""

    def of(self, customer: Customer) -> "PaymentTemplateQuerySet":
        """The customer's own of services that can still be paid, by name."""
        return self.filter(customer=customer, service__is_open=True).select_related(
            "service__category", "service__biller", "service__account_kind"
        )


class PaymentTemplate(models.Model):
    """A service, an account and an amount under a name. Never a price: that is told each time."""

    id = models.UUIDField(primary_key=True, editable=False)
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, related_name="templates")
    service = models.ForeignKey(Service, models.PROTECT, related_name="templates")
    name = models.CharField(_("name"), max_length=40)
    account = models.CharField(pgettext_lazy("biller", "account"), max_length=40)
    amount_minor = models.BigIntegerField(_("amount, tiyn"))
    made_at = models.DateTimeField(_("made"))

    objects = PaymentTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template of a payment")
        verbose_name_plural = _("templates of payments")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "name"], name="template_name_is_its_own")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def amount(self) -> Money:
        """What was paid when it was kept; the form begins with it."""
        return Money(self.amount_minor)

    @property
    def account_shown(self) -> str:
        """The account in full, spaced, as the form begins with it."""
        return self.service.account_kind.rules.shown(self.account)

    @property
    def account_masked(self) -> str:
        """The account in a list."""
        return self.service.account_kind.rules.masked(self.account)
