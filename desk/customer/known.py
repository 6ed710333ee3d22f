"""Who the customer is, as far as an operator needs it: masked where nobody reads it aloud."""

from dataclasses import dataclass
from datetime import datetime

from accounts.codewords import checking
from accounts.limits import CODEWORD_CHECKS
from accounts.models import BankCall, Customer, IdentityDocument, User
from accounts.staff.calls import call_to
from homebank.lib import clock
from homebank.lib.throttle import Taken

DOCUMENTS = 3


@dataclass(frozen=True, slots=True)
class Known:
    """The customer with the access, the newest documents, the call that goes on now, and what is
    left of the day's tries of the codeword."""

    customer: Customer
    access: User | None
    documents: list[IdentityDocument]
    call: BankCall | None
    tries: Taken
    most_tries: int = CODEWORD_CHECKS.count

    @property
    def cools_until(self) -> datetime | None:
        """Until when new payees and looser limits wait; None for a time that is over."""
        until = self.customer.cools_until
        return until if until and until > clock.now() else None


def known_of(customer: Customer) -> Known:
    """Four queries."""
    documents = IdentityDocument.objects.filter(customer=customer).order_by("-kept_at")
    return Known(
        customer=customer,
        access=User.objects.filter(customer=customer).first(),
        documents=list(documents[:DOCUMENTS]),
        call=call_to(customer=customer),
        tries=checking.tries_of(customer.pk),
    )
