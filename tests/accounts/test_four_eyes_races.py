"""Approvals, a rejection and a withdrawal at the same moment: threads, real commits (OPS-04)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from accounts.four_eyes import AlreadyDecided, approve, propose, reject, withdraw
from accounts.four_eyes.expiring import expire_due
from accounts.models import Proposal, User
from accounts.staff.errors import LastAdministrator
from accounts.staff.role_changes import administrators, deactivate_staff
from cards.blocking import block_card
from cards.models import Card
from notifications.models import Event
from tests.accounts.test_trust_races import member, together
from tests.people import Person, new_person


@pytest.fixture
def anna(committed: None) -> Person:
    anna = new_person()
    block_card(card=anna.card, reason="lost")
    return anna


def proposed(person: Person) -> Proposal:
    return propose(kind="unblock-card", subject=person.card.pk, customer=person.customer,
                   facts={}, reason="the card was found", by=member())  # fmt: skip


def lifted(person: Person) -> int:
    return Event.objects.filter(kind="card.unblocked", subject=person.card.pk).count()


def test_of_five_approvals_at_once_one_lifts_the_block(anna: Person) -> None:
    waits = proposed(anna)
    others = [member() for _ in range(5)]
    got = together([partial(approve, proposal_id=waits.pk, by=each) for each in others])
    assert got.count(AlreadyDecided) == 4
    assert lifted(anna) == 1


def test_what_is_approved_and_rejected_at_once_is_one_of_the_two(anna: Person) -> None:
    waits = proposed(anna)
    got = together([
        partial(approve, proposal_id=waits.pk, by=member()),
        partial(reject, proposal_id=waits.pk, by=member(), reason="the photo differs"),
        partial(withdraw, proposal_id=waits.pk, by=waits.proposed_by),
        expire_due,
    ])  # fmt: skip
    assert got.count(AlreadyDecided) == 2
    waits.refresh_from_db()
    assert waits.state in {"approved", "rejected", "withdrawn"}
    is_lifted = Card.objects.get(pk=anna.card.pk).state == Card.State.ACTIVE
    assert is_lifted == (waits.state == "approved")
    assert lifted(anna) == int(is_lifted)


@pytest.fixture
def three(committed: None) -> Iterator[list[User]]:
    """The bank's only administrators; whoever else there was is one again afterwards."""
    others = list(administrators().values_list("pk", flat=True))
    User.objects.filter(pk__in=others).update(is_active=False)
    yield [member("administrator") for _ in range(3)]
    User.objects.filter(pk__in=others).update(is_active=True)


def test_of_administrators_who_put_each_other_out_at_once_two_stay(three: list[User]) -> None:
    one, two, _third = three
    got = together([
        partial(deactivate_staff, user=two, by=one, reason="left"),
        partial(deactivate_staff, user=one, by=two, reason="left"),
    ])  # fmt: skip
    assert got.count(LastAdministrator) == 1
    assert administrators().count() == 2
