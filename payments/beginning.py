"""What each question to a biller begins with: a number of its own, a place in an hour's count."""

from datetime import timedelta
from uuid import UUID

from django.db import connection

from homebank.lib import clock
from homebank.lib.clock import ALMATY
from homebank.lib.throttle import Limit, take
from payments.errors import TooManyPayments

# Each asks a biller about somebody's account: enough for a family's bills, not for a census.
STARTS = Limit("payments-started", 60, per=timedelta(hours=1))
NUMBERS_A_MONTH = 10**8


def count_start(customer_id: UUID) -> None:
    """One more question of the customer's. TooManyPayments, which says when the next may be."""
    taken = take(STARTS, str(customer_id))
    if not taken.allowed:
        raise TooManyPayments(time=f"{taken.until.astimezone(ALMATY):%H:%M}")


def next_number() -> int:
    """Year, month and eight digits of the sequence: a restored backup repeats no old number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('payments_number')")
        [serial] = cursor.fetchone()
    return int(f"{clock.today():%y%m}") * NUMBERS_A_MONTH + int(serial)
