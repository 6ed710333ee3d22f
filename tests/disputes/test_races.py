"""Many windows and two operators at once: one dispute, one end, one message of each step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client

from accounts.four_eyes import Overtaken, approve
from cards.authorization.undoing import release_operation
from cards.disputes.errors import DisputeRefused
from cards.disputes.filing import withdraw_dispute
from cards.disputes.settling import settle_disputes
from cards.disputes.working import propose_release, refuse_dispute, take_dispute
from cards.errors import NothingBlocked
from cards.models import Dispute, DisputeStep
from homebank.lib.errors import Refusal
from homebank.lib.money import Money
from tests.accounts.pages import cookies_of
from tests.authorization.asking import balance
from tests.disputes.disputing import bought, dispute_it, disputed, told_by_sms
from tests.doors.cast import member_of
from tests.payments.payer import browser
from tests.payments.test_races import at_once
from tests.people import Person, new_person

pytestmark = pytest.mark.usefixtures("committed")
WINDOWS = 6


@pytest.fixture
def anna(committed: None) -> Person:
    return new_person(language="en")


def window(client: Client) -> Client:
    other = Client(headers={"accept-language": "en"})
    other.cookies = cookies_of(client)
    return other


def test_six_windows_open_one_dispute(anna: Person) -> None:
    row, first = bought(anna), browser(anna)
    windows = [window(first) for _number in range(WINDOWS)]
    answers = at_once([partial(dispute_it, each, row) for each in windows])
    made = Dispute.objects.get(customer=anna.customer)
    assert {answer["Location"] for answer in answers} == {f"/my/disputes/{made.pk}/"}
    assert told_by_sms(anna) == ["dispute-received"]


def tried(deed: Callable[[], object]) -> str:
    try:
        deed()
    except Refusal as refusal:
        return type(refusal).__name__
    return "done"


def test_release_refusal_withdrawal_and_the_sweep_end_it_once(anna: Person) -> None:
    row = bought(anna)
    made, by = disputed(browser(anna), row), member_of("contact-centre")
    take_dispute(dispute=made, by=by)
    waits = propose_release(dispute=made, by=by, word="the shop, by phone")
    deeds: list[Callable[[], object]] = [
        partial(approve, proposal_id=waits.pk, by=member_of("approver")),
        partial(refuse_dispute, dispute=made, by=by, reason="the receipt proves it"),
        partial(withdraw_dispute, dispute=made),
        partial(release_operation, row=row, by="olga"),
        partial(settle_disputes),
    ]
    ended = Counter(at_once([partial(tried, deed) for deed in deeds]))
    assert set(ended) <= {"done", DisputeRefused.__name__, "DisputeOver", NothingBlocked.__name__,
                          Overtaken.__name__}  # fmt: skip
    made.refresh_from_db()
    settle_disputes()
    kinds = list(DisputeStep.objects.filter(dispute=made).values_list("kind", flat=True))
    assert kinds[:2] == ["received", "examined"]
    assert len(kinds) <= 3
    assert balance(anna).held == Money(0)
