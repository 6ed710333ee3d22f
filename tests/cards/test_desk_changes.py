"""The desk hands reissued cards over and withdraws papers: who may, why, and once."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.staff.roles import Role
from cards.models import Card
from cards.papers.issuing import issue_certificate, issue_notice
from cards.papers.telling import tell_papers
from cards.reissuing import reissue_card
from documents.models import Document
from homebank.lib.ids import uuid7
from homebank.lib.own_data import Section
from notifications.models import Event
from tests.accounts.pages import Browser, texts, words
from tests.accounts.staff import DESK, at_the_desk, opened
from tests.cards.changing import now, visit_of
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Person:
    return new_person(language="en")


@pytest.fixture
def waiting(anna: Person) -> Card:
    reissue_card.service(customer=anna.customer, card_id=str(anna.card.pk),
                         card_last4=anna.card.last4, cause="damaged")  # fmt: skip
    return Card.objects.get(replaces=anna.card)


@pytest.fixture
def paper(anna: Person) -> Document:
    return issue_notice(card=anna.card, language="ru", key=uuid7())


def branch(person: Person) -> Browser:
    return opened(at_the_desk(Role.BRANCH)[0], person)


def hand_over(card: Card) -> str:
    return f"{DESK}cards/card/{card.pk}/hand-over/"


def withdrawal(paper: Document) -> str:
    return f"{DESK}cards/card/papers/{paper.pk}/"


@pytest.mark.requirement("CRD-12", "reissue")
def test_a_branch_hands_the_card_over_and_the_old_one_ends(anna: Person, waiting: Card) -> None:
    olga = branch(anna)
    assert "Hand this card over" in words(olga.get(f"{DESK}cards/card/{waiting.pk}/change/"))
    assert "Compare the document with the customer" in words(olga.get(hand_over(waiting)))
    olga.post(hand_over(waiting))
    assert (now(waiting).state, now(anna.card).state) == ("active", "closed")
    assert waiting.last4 in texts(anna.phone, "card-handed-over")[0]
    assert Event.objects.filter(kind="card.handed-over", subject=waiting.pk).count() == 1


def test_it_is_handed_over_once(anna: Person, waiting: Card) -> None:
    olga = branch(anna)
    for _twice in range(2):
        olga.post(hand_over(waiting))
    assert Event.objects.filter(kind="card.handed-over").count() == 1
    assert "does not wait to be handed over" in words(olga.get(hand_over(waiting)))
    assert "does not wait to be handed over" in words(olga.post(hand_over(anna.card), follow=True))


@pytest.mark.requirement("TRF-06", "withdrawable")
def test_the_bank_withdraws_a_paper_with_a_reason(anna: Person, paper: Document) -> None:
    olga = branch(anna)
    assert "Withdraw this paper" in words(olga.get(withdrawal(paper)))
    olga.post(withdrawal(paper), {"why": "mistake", "reason": "wrong name, letter 12"})
    paper.refresh_from_db()
    assert (paper.is_withdrawn, paper.withdrawn_for) == (True, "mistake")
    event = Event.objects.get(kind="paper.withdrawn")
    assert (event.facts["reason"], event.facts["paper"]) == ("wrong name, letter 12",
                                                             paper.number_shown)  # fmt: skip
    page = words(visit_of(anna).get(f"/cards/papers/{paper.pk}/"))
    assert "it was issued by mistake" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"why": "", "reason": "x"}, "Choose what the page says"),
        ({"why": "owner", "reason": "x"}, "Choose what the page says"),
        ({"why": "mistake", "reason": ""}, "Fill in the field"),
        ({"why": "mistake", "reason": "4405 6434 7712 7823"}, "holds a card number"),
    ],
)
def test_without_a_good_reason_nothing_is_withdrawn(
    anna: Person, paper: Document, typed: dict[str, str], said: str
) -> None:
    answer = branch(anna).post(withdrawal(paper), typed)
    paper.refresh_from_db()
    assert not paper.is_withdrawn
    assert said in words(answer), words(answer)


def test_what_was_withdrawn_is_not_withdrawn_again(anna: Person, paper: Document) -> None:
    olga = branch(anna)
    olga.post(withdrawal(paper), {"why": "mistake", "reason": "a"})
    answer = olga.post(withdrawal(paper), {"why": "replaced", "reason": "b"})
    assert "withdrawn already" in words(answer)
    assert Event.objects.filter(kind="paper.withdrawn").count() == 1


@pytest.mark.parametrize("role", [Role.CONTACT_CENTRE, Role.AUDITOR, Role.ADMINISTRATOR])
def test_other_roles_do_neither(anna: Person, waiting: Card, paper: Document, role: Role) -> None:
    client, _user = at_the_desk(role)
    for address in (hand_over(waiting), withdrawal(paper)):
        assert client.get(address).status_code == 403
        assert client.post(address, {"why": "mistake", "reason": "x"}).status_code == 403
    assert now(waiting).state == "waits"


def test_nobody_opens_either_without_a_reason(anna: Person, waiting: Card, paper: Document) -> None:
    client, _user = at_the_desk(Role.BRANCH)
    for address in (hand_over(waiting), withdrawal(paper)):
        assert "/reason/" in client.post(address, {"why": "mistake", "reason": "x"}).url
        assert Client().get(address).status_code == 302
    assert now(waiting).state == "waits"


def test_the_file_of_own_data_lists_papers_without_their_codes(anna: Person) -> None:
    made = issue_certificate(card=anna.card, language="en", recipient="", key=uuid7())
    told = str([list(map(list, section.records)) for section in sections(anna)])
    assert made.number_shown in told
    assert made.code_shown not in told
    assert made.code not in told


def sections(person: Person) -> list[Section]:
    return list(tell_papers(person.customer))
