"""Many operators at once on real commits: one proposal, one decision."""

from collections.abc import Callable
from functools import partial

import pytest

from accounts.models import User
from accounts.staff.roles import Role
from ledger.models import Entry, Hold
from payments.errors import AlreadyDecided, PaymentRefused
from payments.models import Payment, Resolution
from payments.resolving import approve_resolution, propose_resolution, reject_resolution
from payments.states import State
from tests.payments.conftest import Billers
from tests.payments.payer import new_payer, now
from tests.payments.test_races import at_once
from tests.payments.test_resolving import WHY, staff, unknown_of

pytestmark = pytest.mark.usefixtures("committed")


def test_ten_decisions_at_once_are_one(billers: Billers) -> None:
    anna = new_payer()
    payment = unknown_of(anna)
    made = propose_resolution(payment_id=payment.pk, by=staff(Role.BRANCH),
                              outcome="accepted", biller_number="1", reason=WHY)  # fmt: skip
    others = [staff(Role.APPROVER) for _ in range(10)]
    ends = at_once([partial(decided, made.pk, each, n % 2) for n, each in enumerate(others)])
    assert sorted(ends, key=str).count(AlreadyDecided) == 9
    state, held = now(payment).state, Hold.objects.get(pk=payment.pk).state
    assert (state, held) in {(State.DONE, Hold.State.SETTLED), (State.UNKNOWN, Hold.State.HELD)}
    assert Entry.objects.filter(transfer_id=payment.pk).count() in {0, 3}


def test_ten_proposals_at_once_are_one(billers: Billers) -> None:
    payment = unknown_of(new_payer())
    users = [staff(Role.BRANCH) for _ in range(10)]
    at_once([partial(proposed, payment, each) for each in users])
    assert payment.resolutions.count() == 1


def decided(resolution_id: int, by: User, rejects: int) -> object:
    deed: Callable[[], Resolution] = partial(approve_resolution, resolution_id=resolution_id, by=by)
    if rejects:
        deed = partial(reject_resolution, resolution_id=resolution_id, by=by, reason="no")
    try:
        return deed().state
    except PaymentRefused as refusal:
        return type(refusal)


def proposed(payment: Payment, by: User) -> object:
    try:
        return propose_resolution(payment_id=payment.pk, by=by, outcome="accepted",
                                  biller_number="1", reason=WHY)  # fmt: skip
    except PaymentRefused as refusal:
        return type(refusal)
