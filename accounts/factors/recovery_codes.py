"""Recovery codes: a fresh set of ten behind a code, shown once, in place of the set before."""

import json

from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts.factors.confirmed import confirmed
from accounts.factors.held import tell
from accounts.factors.recovery_letters import kept, lookup_of
from accounts.models import Customer, Deed, RecoveryCode
from homebank.lib import clock
from notifications.events import record


@sensitive_variables("codes", "hashes")
def ask_for_codes(*, customer: Customer, codes: list[str], language: str) -> Deed:
    """Send the code that puts the drawn set in force; only hashes of it go on from here.

    Raises NoTrustedNumber.
    """
    hashes = {(one := kept(code, customer=customer)).lookup: one.code_hash for code in codes}
    return renew_codes.ask(customer=customer, language=language, hashes=json.dumps(hashes))


@confirmed(
    "recovery-codes", title=_("New recovery codes"), after="accounts:recovery-codes",
    done=_("The new recovery codes are in force, those before are void."),
)  # fmt: skip
@sensitive_variables("hashes")
def renew_codes(*, customer: Customer, hashes: str) -> None:
    """Void the set before, put the new one in force, tell the owner."""
    now = clock.now()
    RecoveryCode.objects.filter(customer=customer).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(customer=customer, lookup=lookup, code_hash=code_hash, made_at=now)
        for lookup, code_hash in json.loads(hashes).items()
    )
    record(kind="recovery-codes-made", customer_id=customer.pk)
    tell(customer, "recovery-codes-made")


def codes_left(*, customer: Customer) -> int:
    """How many of the set are unused."""
    return RecoveryCode.objects.filter(customer=customer, used_at=None).count()


@sensitive_variables("codes")
def are_in_force(codes: list[str], *, customer: Customer) -> bool:
    """Whether this very set is the customer's now, none of it used."""
    unused = RecoveryCode.objects.filter(customer=customer, used_at=None)
    drawn = {lookup_of(code, customer=customer) for code in codes}
    return set(unused.values_list("lookup", flat=True)) == drawn
