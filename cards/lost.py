"""Everything frozen from a public page, by phone and codeword (NTF-06).

Known and unknown numbers, right and wrong codewords get one answer, and a try does the same work:
a count, a look-up, a hash, a row. Only who has the phone in hand learns more, by SMS.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from accounts import waits
from accounts.codewords.rules import codeword_matches, spend_legacy
from accounts.factors import codes
from accounts.limits import LOST_ENDS, LOST_NETWORK, RECOVERY_PROOF, RECOVERY_PROOF_CUSTOMER
from accounts.models import Customer, User, phone_fingerprint
from accounts.sign_in.visits import end_visits
from cards.freezing import PUBLIC, freeze_cards
from cards.switch_errors import TooManyReports
from homebank.identity import BANK
from homebank.lib import throttle
from notifications.events import record
from notifications.messages import queue_alert


@dataclass(frozen=True, slots=True)
class Report:
    """What was typed: an E.164 number and a codeword."""

    phone: str = field(repr=False)
    codeword: str = field(repr=False)


@sensitive_variables("report")
def report_loss(*, report: Report, network: str) -> None:
    """Freeze all cards of the number's owner if the codeword is theirs; silent either way.

    Raises TooManyReports(at): the network tried too often, or this number with wrong codewords.
    """
    tried = throttle.take(LOST_NETWORK, network)
    if not tried.allowed:
        raise TooManyReports(at=tried.until, phone=BANK["contacts"]["short"])
    fingerprint = phone_fingerprint(report.phone)
    owner = Customer.objects.filter(phone_fingerprint=fingerprint).first()
    # Whose number it is decides under which key the try is counted, not how often one may try.
    whose = str(owner.pk) if owner else fingerprint
    proof = throttle.take(RECOVERY_PROOF, f"{whose} {network}")
    if not proof.allowed:
        raise TooManyReports(at=proof.until, phone=BANK["contacts"]["short"])
    waits.slow_down(RECOVERY_PROOF_CUSTOMER, whose)
    is_right = codeword_matches(owner, report.codeword)
    if owner is None or not is_right:
        record(kind="cards.freeze-refused", customer_id=owner.pk if owner else None,
               facts={"network": network})  # fmt: skip
        return
    throttle.give_back(RECOVERY_PROOF, f"{whose} {network}")
    waits.give_back(RECOVERY_PROOF_CUSTOMER, whose)
    freeze_everything(customer=owner, network=network)


def freeze_everything(*, customer: Customer, network: str) -> None:
    """Cards are frozen, visits ended, what waits for a code is void. Money that is on its way goes.

    A second time in a row freezes nothing anew and says so by the same message. From the fourth
    of a day and network on cards are frozen and nothing else: who knows the codeword does not keep
    the owner out for ever, nor uses up what the owner may do from elsewhere.
    """
    ends = throttle.take(LOST_ENDS, f"{customer.pk} {network}").allowed
    with transaction.atomic():
        Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
        if ends:
            # Codes first, as the deed of a right one does it: else the two wait for each other.
            codes.void_all(customer=customer)
        frozen = freeze_cards(customer=customer, way=PUBLIC)
        if not ends:
            return
        spend_legacy(customer=customer)
        for user in User.objects.filter(customer=customer):
            end_visits(user=user)
        record(kind="cards.frozen-by-public", customer_id=customer.pk,
               facts={"network": network, "count": str(len(frozen))})  # fmt: skip
        if customer.phone:
            queue_alert(phone=customer.phone, purpose="all-frozen", language=customer.language,
                        customer_id=customer.pk)  # fmt: skip
