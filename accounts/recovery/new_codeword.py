"""A new codeword for whom a branch has opened a reset, without a visit (ACC-10).

The way is that of a recovery (`by_phone`): trusted number, code, second proof; then the word. It
opens nothing else, and whoever has no access to the portal takes it too.
"""

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from accounts.codewords.changing import put_in_force
from accounts.codewords.errors import CodewordSame
from accounts.codewords.rules import check_codeword, normalised
from accounts.models import Customer, RecoveryAttempt
from accounts.recovery.by_phone import check_still_theirs
from homebank.lib import clock


@sensitive_variables("codeword", "hashed")
def choose_codeword(*, attempt: RecoveryAttempt, codeword: str) -> None:
    """Put the word in force, once, and tell its owner. A second submit changes nothing.

    CodewordRefused for a word that others could guess; RecoveryOver where the reset is over, the
    owner is blocked or has another number by now.
    """
    customer = attempt.customer
    assert customer is not None
    assert attempt.person_proven_at is not None
    assert attempt.aim == RecoveryAttempt.Aim.CODEWORD
    _check_word(customer, codeword)
    hashed = make_password(normalised(codeword))
    with transaction.atomic():
        check_still_theirs(attempt, customer)
        first = RecoveryAttempt.objects.filter(pk=attempt.pk, finished_at=None)
        if first.update(finished_at=clock.now()):
            facts = {"network": attempt.network, "proof": attempt.proof}
            put_in_force(customer=customer, hashed=hashed, facts=facts)


@sensitive_variables("codeword")
def _check_word(customer: Customer, codeword: str) -> None:
    own = (customer.full_name, customer.iin, customer.birth_date, customer.phone or "")
    check_codeword(codeword, own=own)
    if check_password(normalised(codeword), customer.codeword_hash):
        raise CodewordSame
