"""The tables of this room."""

from payments.models.catalogue import AccountKind, Biller, Category, City, Named, Service
from payments.models.charge import Charge
from payments.models.invoice import Invoice, InvoiceQuerySet
from payments.models.payment import STEPPED, Payment, PaymentQuerySet, PaymentStep
from payments.models.resolution import Resolution
from payments.models.template import PaymentTemplate

__all__ = ["STEPPED", "AccountKind", "Biller", "Category", "Charge", "City", "Invoice",
           "InvoiceQuerySet", "Named", "Payment", "PaymentQuerySet", "PaymentStep",
           "PaymentTemplate", "Resolution", "Service"]  # fmt: skip
