"""A branch asks that a card's block be lifted; somebody else decides at the desk (OPS-05, D-26)."""

from typing import Any

import pytest

from accounts.four_eyes import approve, kinds, waiting_for
from accounts.models import Proposal, User
from cards.blocking import block_card
from cards.models import Card
from tests.accounts.authenticator import next_token
from tests.accounts.staff import DESK, at_the_desk, opened
from tests.channel.machine import Heard, Machine, new_machine
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch() -> Machine:
    return new_machine("branch", place="Almaty, Abay 10")


@pytest.fixture
def ben() -> Person:
    person = new_person(language="en")
    block_card(card=person.card, reason="lost")
    return person


@pytest.fixture
def olga() -> User:
    return at_the_desk("branch")[1]


def ask(branch: Machine, person: Person, by: User, **other: Any) -> Heard:
    told = {"document": "id-card", "reason": "found it again", "operator": by.login_name,
            "operator_code": next_token(by), **other}  # fmt: skip
    return branch.post("unblocking", branch.asks(person, **told))


def state_of(person: Person) -> str:
    return Card.objects.get(pk=person.card.pk).state


@pytest.mark.requirement("OPS-05", "unblocking")
@pytest.mark.requirement("OPS-04", "unblock")
def test_a_branch_asks_and_the_card_works_once_another_agrees(
    branch: Machine, ben: Person, olga: User
) -> None:
    heard = ask(branch, ben, olga)
    assert heard.status == 200
    assert state_of(ben) == "blocked"
    waits = waiting_for(ben.card.pk)
    assert waits is not None
    assert str(waits.pk) == heard.told["proposal"]
    approve(proposal_id=waits.pk, by=at_the_desk("approver")[1])
    assert state_of(ben) == "active"


@pytest.mark.requirement("OPS-05", "unblocking")
def test_the_approver_reads_which_document_the_branch_has_seen(
    branch: Machine, ben: Person, olga: User
) -> None:
    heard = ask(branch, ben, olga)
    approver = opened(at_the_desk("approver")[0], ben)
    page = approver.get(f"{DESK}proposals/{heard.told['proposal']}/").content.decode()
    assert "identity card, in person" in page
    assert "found it again" in page


def test_the_same_id_proposes_once_and_another_waits(
    branch: Machine, ben: Person, olga: User
) -> None:
    told = branch.asks(ben, document="id-card", reason="found", operator=olga.login_name,
                       operator_code=next_token(olga))  # fmt: skip
    first, second = (branch.post("unblocking", told) for _ in range(2))
    assert second.told == {**first.told, "repeated": True}
    assert ask(branch, ben, olga).code == "waits-already"
    assert Proposal.objects.filter(subject=ben.card.pk).count() == 1


def test_a_card_that_is_not_blocked_is_not_unblocked(branch: Machine, olga: User) -> None:
    heard = ask(branch, new_person(), olga)
    assert (heard.status, heard.code) == (409, "not-blocked")


def test_what_the_desk_refuses_counts_at_its_limits(branch: Machine, olga: User) -> None:
    ben, limit = new_person(), kinds()["unblock-card"].limit
    for _ in range(limit.count):
        assert ask(branch, ben, olga).code == "not-blocked"
    assert ask(branch, ben, olga).code == "too-many"


@pytest.mark.parametrize("role", ["contact-centre", "auditor", "tariff-editor"])
def test_others_than_the_branch_propose_no_unblocking(
    branch: Machine, ben: Person, role: str
) -> None:
    heard = ask(branch, ben, at_the_desk(role)[1])
    assert (heard.status, heard.code) == (403, "operator-not-proven")
    assert waiting_for(ben.card.pk) is None


def test_an_unknown_card_and_a_wrong_document_are_refused(
    branch: Machine, ben: Person, olga: User
) -> None:
    assert ask(branch, ben, olga, card="4405640000000014").code == "card-unknown"
    assert ask(branch, ben, olga, document="library-card").code == "not-read"
    assert waiting_for(ben.card.pk) is None
