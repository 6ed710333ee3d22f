"""A new codeword for who has forgotten it (ACC-10): at a branch, by letter, on a slip of an ATM.

The bank keeps a hash alone, so that the old one can be told to nobody.
"""

import secrets

from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts.call_words import COUNT, word
from accounts.customers import check_codeword, normalised
from accounts.errors import CodewordRefused
from accounts.models import Customer, User
from accounts.staff_deeds import count_deed, read_reason, record_deed
from notifications.events import record
from notifications.messages import queue_alert

KIND = "codeword-reissued"
DRAWN_WORDS = 3


class Way(models.TextChoices):
    """How the customer asked for a new one."""

    BRANCH = "branch", _("at a branch, with an identity document")
    LETTER = "letter", _("by letter, with a copy of an identity document")
    ATM = "atm", _("on a slip of an ATM")


@sensitive_variables("codeword")
def reissue_codeword(*, customer: Customer, codeword: str, way: str, reason: str, by: User) -> None:
    """Set the word that the customer chose, and tell them that it was changed.

    `way` is a value of Way, `reason` says which document was seen. CodewordRefused,
    ReasonMissing, ReasonHoldsSecret, TooManyTries(at).
    """
    reason = read_reason(reason)
    check_codeword(codeword, own=_own(customer))
    count_deed(by)
    with transaction.atomic():
        _set(customer, codeword)
        record_deed(kind=KIND, customer=customer, by=by, way=Way(way).value, reason=reason)


def draw_codeword(*, customer: Customer) -> str:
    """A word that nobody guesses, for a slip: three everyday ones in the customer's language."""
    while True:
        places = secrets.SystemRandom().sample(range(COUNT), DRAWN_WORDS)
        drawn = " ".join(word(place, customer.language) for place in places)
        try:
            check_codeword(drawn, own=_own(customer))
        except CodewordRefused:
            continue
        return drawn


def print_codeword(*, customer: Customer, machine: str) -> str:
    """Set a drawn word and return it for the slip of an ATM that has checked card and PIN.

    `machine` names the ATM. The fee is the machine's to charge (tariff `codeword_atm_print`).
    """
    drawn = draw_codeword(customer=customer)
    with transaction.atomic():
        _set(customer, drawn)
        record(kind=KIND, customer_id=customer.pk, facts={"way": Way.ATM.value, "from": machine})
    return drawn


def _own(customer: Customer) -> tuple[str, ...]:
    return (customer.full_name, customer.iin, customer.birth_date, customer.phone or "")


@sensitive_variables("codeword")
def _set(customer: Customer, codeword: str) -> None:
    customer.codeword_hash = make_password(normalised(codeword))
    customer.codeword_state = Customer.Codeword.OWN
    customer.save(update_fields=["codeword_hash", "codeword_state"])
    if customer.phone:
        queue_alert(phone=customer.phone, purpose="codeword-changed", language=customer.language,
                    customer_id=customer.pk)  # fmt: skip
