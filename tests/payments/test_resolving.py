"""An unknown outcome is found out by two: one proposes, another decides, money moves once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import User
from accounts.staff.accounts import open_staff
from accounts.staff.roles import Role
from homebank.lib import clock
from homebank.lib.money import Money
from notifications.models import Event
from payments import outcomes
from payments.billers import Accepted
from payments.models import Payment, Resolution
from payments.resolving import propose_resolution
from payments.states import State
from tests.accounts.staff import opened
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, ending, kinds, new_payer, now, words, worked

pytestmark = pytest.mark.django_db
WHY = "register of 21.11.2026, line 7"


def staff(*roles: Role) -> User:
    return open_staff(login_name=f"s.{uuid4().hex[:12]}", password="saxaul, steppe, seven",
                      roles=list(roles))  # fmt: skip


def at_desk(user: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="accounts.backends.SessionBackend")
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.get(user=user).persistent_id
    session.save()
    return client


@pytest.fixture
def bota() -> Client:
    return at_desk(staff(Role.BRANCH))


@pytest.fixture
def askar() -> Client:
    return at_desk(staff(Role.APPROVER))


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


@pytest.fixture
def unknown(anna: Payer) -> Payment:
    """The biller credited it, said nothing, and refuses the repetition."""
    return unknown_of(anna)


def unknown_of(payer: Payer) -> Payment:
    payment = worked(payer.done(account=ending("0007")), after=timedelta(seconds=5))
    assert payment.state == State.UNKNOWN
    return payment


def page_of(payment: Payment) -> str:
    return reverse("admin:payments_payment_resolution", args=[payment.pk])


def propose(client: Client, payment: Payment, **typed: str) -> Any:
    opened(client, payment.customer)
    values = {"deed": "propose", "outcome": "accepted", "biller_number": "7001", "reason": WHY}
    return client.post(page_of(payment), {**values, **typed}, follow=True)


def decide(client: Client, payment: Payment, deed: str, **typed: str) -> Any:
    opened(client, payment.customer)
    proposal = payment.resolutions.first()
    values = {"deed": deed, "proposal": str(proposal.pk) if proposal else "", **typed}
    return client.post(page_of(payment), values, follow=True)


def said(answer: Any) -> str:
    return words(answer.content.decode())


@pytest.mark.requirement("PAY-05", "unknown waits")
def test_an_accepted_payment_is_debited_when_the_second_agrees(
    anna: Payer, unknown: Payment, bota: Client, askar: Client
) -> None:
    assert "it is not in force yet" in said(propose(bota, unknown))
    assert (now(unknown).state, anna.balance.held) == (State.UNKNOWN, Money(153_500))
    decide(askar, unknown, "approve")
    done = now(unknown)
    assert (done.state, done.biller_number) == (State.DONE, "7001")
    assert anna.balance.held == Money(0)
    assert kinds(done)[-3:] == ["resolved", "accepted", "done"]
    assert len(anna.messages("payment-done")) == 1


def test_what_was_not_accepted_comes_back_whole(
    anna: Payer, unknown: Payment, bota: Client, askar: Client
) -> None:
    before = anna.balance.available
    propose(bota, unknown, outcome="not-accepted", biller_number="")
    decide(askar, unknown, "approve")
    assert now(unknown).state == State.RETURNED
    assert anna.balance.available == before + unknown.total
    assert len(anna.messages("payment-returned")) == 1


def test_both_acts_are_events_with_their_operators(
    unknown: Payment, bota: Client, askar: Client
) -> None:
    propose(bota, unknown)
    decide(askar, unknown, "approve")
    told = Event.objects.filter(subject=unknown.pk, kind__startswith="payment.resolution")
    assert [event.kind for event in told.order_by("pk")] == [
        "payment.resolution-proposed", "payment.resolution-approved",
    ]  # fmt: skip
    assert len({event.facts["operator"] for event in told}) == 2
    assert {event.facts["reason"] for event in told} == {WHY}


def test_a_rejected_proposal_moves_nothing_and_another_can_be_made(
    anna: Payer, unknown: Payment, bota: Client, askar: Client
) -> None:
    propose(bota, unknown)
    decide(askar, unknown, "reject", reason="the line is of another payment")
    assert (now(unknown).state, anna.balance.held) == (State.UNKNOWN, Money(153_500))
    page = said(propose(bota, unknown, outcome="not-accepted"))
    assert "the line is of another payment" in page
    assert unknown.resolutions.count() == 2


def test_the_second_sees_before_what_follows_and_why(
    unknown: Payment, bota: Client, askar: Client
) -> None:
    propose(bota, unknown)
    page = said(opened(askar, unknown.customer).get(page_of(unknown)))
    for part in (WHY, "7001", "₸1,535.00 are debited", "2. Somebody else decides"):
        assert part in page


@pytest.mark.parametrize(
    ("roles", "may"),
    [((Role.AUDITOR,), ()), ((Role.CONTACT_CENTRE,), ()), ((Role.BRANCH,), ("propose",)),
     ((Role.APPROVER,), ("approve", "reject"))],
)  # fmt: skip
def test_each_role_does_its_own_part_only(
    unknown: Payment, bota: Client, roles: tuple[Role, ...], may: tuple[str, ...]
) -> None:
    client = at_desk(staff(*roles))
    for deed in ("propose", "reject", "approve"):
        Resolution.objects.all().delete()
        if deed != "propose":
            propose(bota, unknown)
        answer = decide(client, unknown, deed, outcome="accepted", biller_number="1", reason=WHY)
        assert (answer.status_code == 200) is (deed in may), deed


def test_nobody_approves_their_own_proposal(unknown: Payment) -> None:
    both = at_desk(staff(Role.BRANCH, Role.APPROVER))
    propose(both, unknown)
    for deed in ("approve", "reject"):
        assert "This is your own proposal" in said(decide(both, unknown, deed, reason="x"))
    assert now(unknown).state == State.UNKNOWN


def test_a_proposed_outcome_stands_in_the_queue_of_four_eyes(
    bota: Client, askar: Client, unknown: Payment
) -> None:
    queue = reverse("desk:proposals")
    assert page_of(unknown) not in askar.get(queue).content.decode()
    propose(bota, unknown)
    assert page_of(unknown) in askar.get(queue).content.decode()
    assert page_of(unknown) in bota.get(queue, {"list": "waiting"}).content.decode()
    assert page_of(unknown) not in bota.get(queue).content.decode()


def test_the_database_itself_wants_two_people(unknown: Payment) -> None:
    one = staff(Role.BRANCH)
    made = propose_resolution(payment_id=unknown.pk, by=one, outcome="not-accepted",
                              biller_number="", reason=WHY)  # fmt: skip
    made.state, made.decided_by, made.decided_at = "approved", one, clock.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


def test_a_stranger_and_a_customer_find_no_door(anna: Payer, unknown: Payment) -> None:
    for client in (Client(), anna.client):
        for answer in (client.get(page_of(unknown)), client.post(page_of(unknown))):
            assert answer.status_code == 302
            assert "/login/" in answer.headers["Location"]


@pytest.mark.requirement("ACC-15", "which operator and why")
def test_nobody_looks_at_it_or_decides_without_a_reason(unknown: Payment, bota: Client) -> None:
    values = {"deed": "propose", "outcome": "accepted", "biller_number": "7001", "reason": WHY}
    for answer in (bota.get(page_of(unknown)), bota.post(page_of(unknown), values)):
        assert answer.status_code == 302
        assert "/reason/" in answer.headers["Location"]
    assert not unknown.resolutions.exists()


BAD = [({"reason": ""}, "Give the reason"), ({"reason": "\u202e"}, "Give the reason"),
       ({"reason": "\x00"}, "Give the reason"), ({"outcome": ""}, "Choose what happened."),
       ({"outcome": "done"}, "Choose what happened."),
       ({"biller_number": ""}, "Enter the biller’s number of the payment"),
       ({"reason": "card 4405 6434 7712 7823"}, "looks like a card number")]  # fmt: skip


@pytest.mark.parametrize(("typed", "sentence"), BAD)
def test_a_bad_proposal_is_told_and_not_kept(
    unknown: Payment, bota: Client, typed: dict[str, str], sentence: str
) -> None:
    assert sentence in said(propose(bota, unknown, **typed))
    assert not unknown.resolutions.exists()


@pytest.mark.parametrize("proposal", ["", "x", "٣", "9" * 40, "-1", "999999999"])
def test_a_proposal_that_is_not_of_this_payment_is_not_found(
    unknown: Payment, bota: Client, askar: Client, proposal: str
) -> None:
    propose(bota, unknown)
    opened(askar, unknown.customer)
    answer = askar.post(page_of(unknown), {"deed": "approve", "proposal": proposal})
    assert answer.status_code == 404
    assert now(unknown).state == State.UNKNOWN


def test_only_an_unknown_outcome_is_resolved(anna: Payer, bota: Client) -> None:
    paid = anna.done()
    assert "There is nothing to resolve." in said(propose(bota, paid))
    assert not paid.resolutions.exists()


def test_a_second_proposal_waits_for_the_first(unknown: Payment, bota: Client) -> None:
    propose(bota, unknown)
    assert "waits for approval already" in said(propose(bota, unknown, outcome="not-accepted"))


def test_a_deed_that_nobody_knows_does_nothing(unknown: Payment, bota: Client) -> None:
    opened(bota, unknown.customer)
    for deed in ("", "x", "\x00", "delete"):
        assert bota.post(page_of(unknown), {"deed": deed}).status_code == 302
    assert bota.get(reverse("admin:payments_payment_resolution", args=[uuid4()])).status_code == 404


def test_the_payment_s_page_leads_there(unknown: Payment, bota: Client) -> None:
    opened(bota, unknown.customer)
    page = bota.get(reverse("admin:payments_payment_change", args=[unknown.pk])).content.decode()
    assert page_of(unknown) in page


def test_a_biller_that_accepts_after_the_money_went_back_wakes_somebody(
    anna: Payer, unknown: Payment, bota: Client, askar: Client, caplog: pytest.LogCaptureFixture
) -> None:
    propose(bota, unknown, outcome="not-accepted")
    decide(askar, unknown, "approve")
    before = anna.balance
    # What a worker does that hung since before.
    outcomes.settle_payment(payment_id=unknown.pk, accepted=Accepted(number="7001"))
    assert (now(unknown).state, anna.balance) == (State.RETURNED, before)
    assert ("ERROR", "after the money went back: 7001") in [
        (line.levelname, line.message[-31:]) for line in caplog.records
    ]
    assert Event.objects.filter(subject=unknown.pk, kind="payment.accepted-too-late").exists()


def test_a_proposal_is_moot_when_the_biller_tells_the_outcome_first(
    unknown: Payment, bota: Client, askar: Client
) -> None:
    propose(bota, unknown, outcome="not-accepted")
    outcomes.settle_payment(payment_id=unknown.pk, accepted=Accepted(number="7001"))
    page = said(opened(askar, unknown.customer).get(page_of(unknown)))
    assert "the outcome became known meanwhile" in page
    assert "Somebody else decides" not in page
    assert "Approve" not in page
    decide(askar, unknown, "approve")
    assert now(unknown).state == State.DONE
    assert unknown.resolutions.get().state == Resolution.State.MOOT
