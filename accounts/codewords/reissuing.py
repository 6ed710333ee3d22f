"""A new codeword for who has forgotten it (ACC-10): by a branch, a letter, a slip of an ATM.

The bank keeps a hash alone: the old one can be told to nobody. Branch and letter let the customer
choose another one on the portal, once; the slip of an ATM shows one that was drawn.
"""

import secrets
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts.codewords.errors import CodewordRefused
from accounts.codewords.rules import check_codeword, normalised
from accounts.models import Customer, User
from accounts.staff.call_words import COUNT, word
from accounts.staff.deeds import record_deed
from homebank.lib import clock
from notifications.events import record
from notifications.messages import queue_alert

KIND, RESET = "codeword-reissued", "codeword-reset"
RESET_LIFE = timedelta(days=7)
DRAWN_WORDS = 3


class Way(models.TextChoices):
    """How the customer asked for a new one."""

    BRANCH = "branch", _("at a branch, with an identity document")
    LETTER = "letter", _("by letter, with a copy of an identity document")
    ATM = "atm", _("on a slip of an ATM")


def may_open_reset(customer: Customer) -> bool:
    """Whether the customer could choose another one, and may not already: behind a code to the
    trusted number, with access to the portal or without.
    """
    able = customer.is_identified and bool(customer.phone)
    return able and not customer.is_blocked and not customer.may_reset_codeword


def open_reset(*, customer: Customer, way: str, reason: str, by: User) -> None:
    """Let the customer choose another one, once, within RESET_LIFE: in a visit or without one.

    For the approval of a proposal, which has locked the file: four eyes open it, nobody sees it.
    """
    customer.codeword_reset_until = clock.now() + RESET_LIFE
    customer.save(update_fields=["codeword_reset_until"])
    record_deed(kind="codeword-reset-opened", customer=customer, by=by, way=Way(way).value,
                reason=reason)  # fmt: skip
    if customer.phone:
        queue_alert(phone=customer.phone, purpose="codeword-reset", language=customer.language,
                    customer_id=customer.pk)  # fmt: skip


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
    customer.codeword_state, customer.codeword_reset_until = Customer.Codeword.OWN, None
    customer.save(update_fields=["codeword_hash", "codeword_state", "codeword_reset_until"])
    if customer.phone:
        queue_alert(phone=customer.phone, purpose="codeword-changed", language=customer.language,
                    customer_id=customer.pk)  # fmt: skip
