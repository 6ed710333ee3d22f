"""Another codeword in place of one kept from before, which was used once (ACC-09), or for whom a
branch has opened a reset (ACC-10). Nobody else changes a codeword on the portal.
"""

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts.codewords.errors import CodewordSame
from accounts.codewords.rules import check_codeword, normalised
from accounts.factors.confirmed import confirmed
from accounts.factors.errors import NothingToConfirm
from accounts.models import Customer, Deed
from homebank.lib import clock
from notifications.events import record
from notifications.messages import queue_alert


@sensitive_variables("codeword")
def ask_for_codeword(*, customer: Customer, codeword: str, language: str) -> Deed:
    """Check the new word and send the code that puts it in force.

    Raises CodewordRefused for a word that others could guess, or the one that is replaced, and
    NoTrustedNumber.
    """
    own = (customer.full_name, customer.iin, customer.birth_date, customer.phone or "")
    check_codeword(codeword, own=own)
    if check_password(normalised(codeword), customer.codeword_hash):
        raise CodewordSame
    hashed = make_password(normalised(codeword))
    return change_codeword.ask(customer=customer, language=language, hashed=hashed)


@confirmed(
    "new-codeword", title=_("Change the codeword"), after="overview:my",
    done=_("The new codeword is in force."),
)  # fmt: skip
@sensitive_variables("hashed")
def change_codeword(*, customer: Customer, hashed: str) -> None:
    """Keep the new one's hash, and tell the owner. Not where a branch was faster."""
    put_in_force(customer=customer, hashed=hashed)


@sensitive_variables("hashed")
def put_in_force(*, customer: Customer, hashed: str, facts: dict[str, str] | None = None) -> None:
    """The same, of one that was proven otherwise. NothingToConfirm where it may not be chosen."""
    asked = Q(codeword_state=Customer.Codeword.SPENT) | Q(codeword_reset_until__gt=clock.now())
    due = Customer.objects.filter(asked, pk=customer.pk)
    own = Customer.Codeword.OWN
    if not due.update(codeword_hash=hashed, codeword_state=own, codeword_reset_until=None):
        raise NothingToConfirm
    record(kind="codeword-changed", customer_id=customer.pk, facts=facts)
    if customer.phone:
        queue_alert(phone=customer.phone, purpose="codeword-changed", language=customer.language,
                    customer_id=customer.pk)  # fmt: skip
