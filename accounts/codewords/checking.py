"""A codeword that a caller says, compared by an operator who sees none (OPS-03).

The answer is match or no match. Each comparison is counted before it is made, and is an event
that the customer reads; the word itself stands nowhere.
"""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from accounts import limits
from accounts.codewords.errors import CodewordNotSaid
from accounts.codewords.rules import normalised, spend_legacy
from accounts.errors import TooManyTries
from accounts.hashes import nobodys_hash
from accounts.models import Customer, User
from accounts.staff.deeds import count_deed, record_deed
from homebank.lib import throttle
from homebank.lib.throttle import Taken
from notifications.models import Event

MATCHED, REFUSED = "codeword-matched", "codeword-not-matched"
LONGEST_TYPED = 100
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it was the word, and how many wrong ones may still be said today."""

    match: bool
    left: int


@sensitive_variables("typed")
def check_codeword_for(*, customer: Customer, typed: str, by: User) -> Answer:
    """Compare what the caller said with the codeword on file.

    A codeword from before works once, here too. CodewordNotSaid, TooManyTries(at): the customer's
    wrong tries of the day, or the operator's comparisons of the hour. Outside any transaction.
    """
    on_file = "" if customer.must_change_codeword else customer.codeword_hash
    return check_hash_for(
        subject=customer.pk, codeword_hash=on_file, customer=customer, typed=typed, by=by
    )


@sensitive_variables("typed", "codeword_hash")
def check_hash_for(
    *, subject: UUID, codeword_hash: str, customer: Customer, typed: str, by: User
) -> Answer:
    """The same for a codeword that waits with something of the customer's, as with an order.

    Tries are counted by the id `subject`; an empty hash matches nothing, at the same cost.
    """
    word = normalised(typed)
    if not word:
        raise CodewordNotSaid
    count_deed(by, limits.CODEWORD_OPERATOR)
    taken = throttle.take(limits.CODEWORD_CHECKS, str(subject))
    if not taken.allowed:
        raise TooManyTries(at=taken.until)
    match = check_password(word, codeword_hash or nobodys_hash()) and bool(codeword_hash)
    with transaction.atomic():
        if match:
            throttle.give_back(limits.CODEWORD_CHECKS, str(subject))
        if match and subject == customer.pk:
            spend_legacy(customer=customer)
        record_deed(kind=MATCHED if match else REFUSED, customer=customer, by=by, subject=subject)
    return Answer(match, throttle.look(limits.CODEWORD_CHECKS, str(subject)).left)


def latest_checks(customer: Customer) -> list[Event]:
    """The newest comparisons of the customer's codeword, whoever made them, for operators."""
    kinds = Event.objects.filter(customer=customer, kind__in=(MATCHED, REFUSED))
    return list(kinds.order_by("-at")[:SHOWN])


def tries_of(subject: UUID) -> Taken:
    """How many wrong words may still be said of the customer, or of an order, and until when."""
    return throttle.look(limits.CODEWORD_CHECKS, str(subject))
