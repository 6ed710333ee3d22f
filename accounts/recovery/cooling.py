"""Cooling: for a day after access was recovered, whoever recovered it pays nobody new."""

from datetime import datetime

from accounts import limits
from accounts.models import Customer
from homebank.lib import clock


def cool(*, customer: Customer) -> datetime:
    """Let new payees and higher limits of the customer wait; until when. Saves the file."""
    customer.cools_until = clock.now() + limits.COOLING
    customer.save(update_fields=["cools_until"])
    return customer.cools_until


def cooling_until(*, customer: Customer) -> datetime | None:
    """Until when new payees and higher limits wait; None if they do not."""
    until = customer.cools_until
    return until if until is not None and until > clock.now() else None
