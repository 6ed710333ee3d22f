"""The mechanism of four eyes: lists, roles, time, reasons and what the database keeps (OPS-04)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accounts import limits
from accounts.four_eyes.expiring import expire_due
from accounts.four_eyes.kinds import kinds
from accounts.four_eyes.listing import count_for_reader
from accounts.models import Proposal, User
from cards.blocking import block_card
from homebank.lib import clock, throttle
from notifications.models import Event
from tests.accounts.pages import Browser
from tests.accounts.staff import at_the_desk, opened
from tests.disputes.disputing import words
from tests.people import Person, new_person

pytestmark = pytest.mark.django_db
LIST = reverse("desk:proposals")
WHY = "The card was found"


@pytest.fixture
def anna() -> Person:
    person = new_person(language="en", name="Сергеева Анна")
    block_card(card=person.card, reason="lost")
    return person


@pytest.fixture
def olga(anna: Person) -> tuple[Browser, User]:
    """A branch that has proposed to lift the block of Anna's card."""
    client, user = at_the_desk("branch")
    page = reverse("desk:new-proposal", args=["unblock-card", anna.card.pk])
    opened(client, anna).post(page, {"reason": WHY})
    return client, user


@pytest.fixture
def waits(olga: tuple[Browser, User]) -> Proposal:
    return Proposal.objects.get(kind="unblock-card")


def page_of(proposal: Proposal) -> str:
    return reverse("desk:proposal", args=[proposal.pk])


def press(client: Client, proposal: Proposal, **button: str) -> str:
    return words(client.post(page_of(proposal), button, follow=True))


def listed(client: Client, name: str, **more: str) -> str:
    return words(client.get(LIST, {"list": name, **more}))


@pytest.mark.requirement("OPS-04", "the record shows what waits")
def test_card_customer_and_list_say_what_waits(
    anna: Person, olga: tuple[Browser, User], waits: Proposal
) -> None:
    client, _user = olga
    for name, key in (("cards_card", anna.card.pk), ("accounts_customer", anna.customer.pk)):
        shown = client.get(reverse(f"admin:{name}_change", args=[key])).content.decode()
        assert page_of(waits) in shown
    approver, maria = at_the_desk("approver")
    assert page_of(waits) in approver.get(LIST).content.decode()
    assert count_for_reader(maria) == 1


def test_who_proposed_finds_it_among_their_own_and_decides_nothing(
    olga: tuple[Browser, User], waits: Proposal
) -> None:
    client, user = olga
    assert WHY in listed(client, "mine")
    assert count_for_reader(user) == 0
    assert "somebody else has to approve or reject it" in words(client.get(page_of(waits)))


@pytest.mark.parametrize("button", ["approve", "reject"])
def test_nobody_decides_their_own(anna: Person, button: str) -> None:
    both, _user = at_the_desk("branch", "approver")
    page = reverse("desk:new-proposal", args=["unblock-card", anna.card.pk])
    opened(both, anna).post(page, {"reason": WHY})
    waits = Proposal.objects.get()
    assert "somebody else has to approve or reject it" in press(
        both, waits, **{button: "1", "reason": "mine"}
    )
    waits.refresh_from_db()
    assert waits.state == "waits"


def test_who_proposed_may_take_it_back_and_nobody_else(
    anna: Person, olga: tuple[Browser, User], waits: Proposal
) -> None:
    approver = opened(at_the_desk("approver")[0], anna)
    assert approver.post(page_of(waits), {"withdraw": "1"}).status_code == 403
    assert "Withdrawn: all stays as it was." in press(olga[0], waits, withdraw="1")
    assert "decided already" in press(approver, waits, approve="1")
    assert Event.objects.filter(kind="proposal.withdrawn", subject=anna.card.pk).exists()


def test_who_does_not_decide_such_may_look_and_not_press(
    anna: Person, olga: tuple[Browser, User], waits: Proposal
) -> None:
    other = opened(at_the_desk("branch")[0], anna)
    assert other.get(page_of(waits)).status_code == 200
    for button in ("approve", "reject"):
        answer = other.post(page_of(waits), {button: "1", "reason": "not mine"})
        assert answer.status_code == 403
    waits.refresh_from_db()
    assert waits.state == "waits"


def test_the_auditor_sees_all_and_changes_nothing(anna: Person, waits: Proposal) -> None:
    auditor = opened(at_the_desk("auditor")[0], anna)
    assert page_of(waits) in auditor.get(LIST, {"list": "waiting"}).content.decode()
    assert auditor.get(page_of(waits)).status_code == 200
    assert auditor.post(page_of(waits), {"approve": "1"}).status_code == 403


@pytest.mark.parametrize("role", ["contact-centre", "tariff-editor", "administrator"])
def test_roles_beside_it_find_no_such_proposal(anna: Person, waits: Proposal, role: str) -> None:
    client, _user = at_the_desk(role)
    assert client.get(page_of(waits)).status_code == 404
    assert client.post(page_of(waits), {"approve": "1"}).status_code == 404


def test_a_customers_proposal_is_behind_the_reason(waits: Proposal) -> None:
    approver, _maria = at_the_desk("approver")
    for answer in (approver.get(page_of(waits)), approver.post(page_of(waits), {"approve": "1"})):
        assert "/reason/" in answer.url
    waits.refresh_from_db()
    assert waits.state == "waits"


def test_a_rejection_wants_a_reason_that_the_proposer_reads(
    anna: Person, olga: tuple[Browser, User], waits: Proposal
) -> None:
    approver = opened(at_the_desk("approver")[0], anna)
    assert "Say why" in words(approver.post(page_of(waits), {"reject": "1", "reason": " "}))
    press(approver, waits, reject="1", reason="the photo differs")
    assert "the photo differs" in words(olga[0].get(page_of(waits)))
    assert "rejected" in listed(olga[0], "over")


@pytest.mark.parametrize("reason", ["", "   ", "card 4405 6434 7712 7823"])
def test_no_reason_or_one_with_a_card_number_is_refused(anna: Person, reason: str) -> None:
    client = opened(at_the_desk("branch")[0], anna)
    page = reverse("desk:new-proposal", args=["unblock-card", anna.card.pk])
    assert client.post(page, {"reason": reason}).status_code == 200
    assert not Proposal.objects.exists()


def test_one_waits_for_a_card_and_the_second_is_told(
    anna: Person, olga: tuple[Browser, User], waits: Proposal
) -> None:
    other = opened(at_the_desk("branch")[0], anna)
    page = reverse("desk:new-proposal", args=["unblock-card", anna.card.pk])
    assert "waits already" in words(other.post(page, {"reason": WHY}))
    assert Proposal.objects.count() == 1


def test_the_sweep_ends_what_waited_too_long_and_makes_room(
    anna: Person, olga: tuple[Browser, User], waits: Proposal
) -> None:
    assert expire_due() == 0
    with clock.moved(timedelta(days=1, seconds=1)):
        assert expire_due() == 1
        assert expire_due() == 0
    waits.refresh_from_db()
    assert (waits.state, waits.decided_by) == ("expired", None)
    assert Event.objects.filter(kind="proposal.expired", subject=anna.card.pk).count() == 1


def test_what_has_expired_keeps_nobody_from_proposing_anew(anna: Person, waits: Proposal) -> None:
    with clock.moved(timedelta(days=1, seconds=1)):
        client = opened(at_the_desk("branch")[0], anna)
        page = reverse("desk:new-proposal", args=["unblock-card", anna.card.pk])
        client.post(page, {"reason": "once more"})
        assert Proposal.objects.get(state="waits").reason == "once more"


def test_a_member_of_staff_has_sixty_an_hour(anna: Person, waits: Proposal) -> None:
    approver, maria = at_the_desk("approver")
    while throttle.take(limits.PROPOSALS, f"staff {maria.pk}").allowed:
        pass
    assert "Too many tries" in press(opened(approver, anna), waits, approve="1")
    with clock.moved(timedelta(hours=1, seconds=1)):
        again = opened(at_the_desk("approver")[0], anna)
        assert "Approved: it is in force." in press(again, waits, approve="1")


def test_the_same_is_asked_for_five_times_a_day(anna: Person) -> None:
    client = opened(at_the_desk("branch")[0], anna)
    page = reverse("desk:new-proposal", args=["unblock-card", anna.card.pk])
    for _time in range(5):
        client.post(page, {"reason": WHY})
        press(client, Proposal.objects.get(state="waits"), withdraw="1")
    assert "Too many tries" in words(client.post(page, {"reason": WHY}))
    assert Proposal.objects.count() == 5


@pytest.mark.parametrize("change", [
    {"state": "waits"}, {"decision": "another"}, {"reason": "another"}, {"kind": "another"},
    {"decided_at": None}, {"expires_at": clock.now()},
])  # fmt: skip
def test_the_database_keeps_what_was_decided(
    olga: tuple[Browser, User], waits: Proposal, change: dict[str, Any]
) -> None:
    press(olga[0], waits, withdraw="1")
    rows = Proposal.objects.filter(pk=waits.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(**change)
    with pytest.raises(DatabaseError, match="decided once"), transaction.atomic():
        rows.delete()


def test_the_database_lets_no_proposer_decide(waits: Proposal) -> None:
    rows = Proposal.objects.filter(pk=waits.pk)
    with pytest.raises(DatabaseError, match="four_eyes"), transaction.atomic():
        rows.update(state="approved", decided_by=waits.proposed_by, decided_at=clock.now())
    with pytest.raises(DatabaseError, match="says_who_decided"), transaction.atomic():
        rows.update(state="approved", decided_at=clock.now())


@pytest.mark.parametrize("query", [
    {"list": "rubbish"}, {"kind": "rubbish"}, {"before": "rubbish"}, {"before": "2026-13-99T00:00"},
    {"list": "over", "before": "2026-11-22T10:00:00+05:00"}, {"list": "mine", "before": "\ud83d"},
])  # fmt: skip
def test_whatever_the_address_asks_the_list_is_shown(
    olga: tuple[Browser, User], query: dict[str, str]
) -> None:
    query = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}
    assert olga[0].get(LIST, query).status_code == 200


def test_the_list_is_narrowed_by_kind(olga: tuple[Browser, User], waits: Proposal) -> None:
    assert WHY in listed(olga[0], "mine", kind="unblock-card")
    assert WHY not in listed(olga[0], "mine", kind="release-hold")


def test_an_unknown_kind_or_row_is_not_found(anna: Person) -> None:
    client = opened(at_the_desk("branch")[0], anna)
    for kind, subject in (("rubbish", anna.card.pk), ("unblock-card", anna.customer.pk)):
        page = reverse("desk:new-proposal", args=[kind, subject])
        assert client.get(page).status_code == 404


def test_every_kind_says_what_it_is_and_who_may(db: None) -> None:
    for slug, kind in kinds().items():
        assert kind.slug == slug
        assert str(kind.label)
        assert kind.proposes != kind.decides or slug == "role-grants"
        assert "." in kind.proposes
        assert "." in kind.decides


@pytest.mark.parametrize("lost", ["role", "access"])
def test_what_somebody_proposed_falls_with_their_role(
    waits: Proposal, olga: tuple[Browser, User], anna: Person, lost: str
) -> None:
    if lost == "role":
        olga[1].groups.clear()
    User.objects.filter(pk=olga[1].pk).update(is_active=lost == "role")
    maria = opened(at_the_desk("approver")[0], anna)
    assert "Things have changed" in press(maria, waits, approve="1")
    waits.refresh_from_db()
    assert waits.state == Proposal.State.OVERTAKEN
