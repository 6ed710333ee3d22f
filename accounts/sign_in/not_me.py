"""\"This was not me\": whoever else is in is put out, and new payees wait for a day."""

from uuid import UUID

from django.db import transaction

from accounts.models import Customer
from accounts.recovery.cooling import cool
from accounts.sign_in.visits import end_visits
from notifications.events import record


@transaction.atomic
def disown_visits(*, customer: Customer, visit_id: UUID | None) -> int:
    """End every visit but `visit_id`, let new payees wait; how many visits were ended."""
    ended = end_visits(user=customer.user, but=visit_id)
    cool(customer=customer)
    record(kind="not-me", customer_id=customer.pk, facts={"ended": str(ended)})
    return ended
