"""The language in which the bank writes to a customer: chosen here, or by the page of sign-in."""

from django.db import transaction

from accounts.models import Customer
from notifications.events import record


@transaction.atomic
def choose_language(*, customer: Customer, language: str) -> None:
    """From now on SMS and papers are in `language`: kk, ru or en."""
    if customer.language != language:
        Customer.objects.filter(pk=customer.pk).update(language=language)
        record(kind="language-chosen", customer_id=customer.pk, facts={"language": language})
