"""Roles of staff: granted and taken by two administrators; put out by one, at once (OPS-01)."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.models import Proposal, User
from notifications.models import Event
from tests.accounts.pages import Browser
from tests.accounts.staff import DESK, at_the_desk, enter
from tests.disputes.disputing import words

pytestmark = pytest.mark.django_db
WHY = "Works at the branch from Monday"


@pytest.fixture
def first() -> tuple[Browser, User]:
    return at_the_desk("administrator")


@pytest.fixture
def second() -> tuple[Browser, User]:
    return at_the_desk("administrator", first_name="Maria")


@pytest.fixture
def petr() -> tuple[Browser, User]:
    return at_the_desk("tariff-editor", first_name="Petr")


def propose(client: Browser, user: User, *roles: str, reason: str = WHY) -> str:
    page = reverse("desk:new-proposal", args=["role-grants", UUID(int=user.pk)])
    return words(client.post(page, {"roles": list(roles), "reason": reason}, follow=True))


def decide(client: Browser, **button: str) -> str:
    waits = Proposal.objects.get(kind="role-grants", state="waits")
    return words(client.post(reverse("desk:proposal", args=[waits.pk]), button, follow=True))


def roles_of(user: User) -> set[str]:
    return set(Group.objects.filter(user=user).values_list("name", flat=True))


Seat = tuple[Browser, User]


def test_two_administrators_change_roles_and_the_visits_end(
    first: Seat, second: Seat, petr: Seat
) -> None:
    client, user = petr
    assert client.get(DESK).status_code == 200
    assert "Sent for approval" in propose(first[0], user, "branch", "contact-centre")
    assert roles_of(user) == {"tariff-editor"}
    assert "Approved: it is in force." in decide(second[0], approve="1")
    assert roles_of(user) == {"branch", "contact-centre"}
    assert "/login/" in client.get(DESK).url
    assert enter(User.objects.get(pk=user.pk)).get(DESK).status_code == 200


def test_the_approver_compares_the_roles(first: Seat, second: Seat, petr: Seat) -> None:
    propose(first[0], petr[1], "branch")
    waits = Proposal.objects.get(kind="role-grants")
    page = second[0].get(reverse("desk:proposal", args=[waits.pk])).content.decode()
    assert "<del>tariff editor</del>" in page
    assert "<ins>branch</ins>" in page


def test_the_event_says_whose_roles_which_and_by_whom(
    first: Seat, second: Seat, petr: Seat
) -> None:
    propose(first[0], petr[1], "branch")
    decide(second[0], approve="1")
    row = Event.objects.get(kind="staff-roles-changed", facts__login=str(petr[1]))
    assert row.facts["roles"] == "branch"
    assert (row.facts["operator"], row.facts["reason"]) == (str(second[1]), WHY)


def test_nobody_proposes_or_decides_about_themselves(first: Seat, second: Seat) -> None:
    at_the_desk("administrator")
    assert "This is about yourself" in propose(first[0], first[1], "administrator", "branch")
    assert not Proposal.objects.filter(kind="role-grants").exists()
    propose(first[0], second[1], "administrator", "approver")
    assert "This is about yourself" in decide(second[0], approve="1")
    assert roles_of(second[1]) == {"administrator"}


def test_one_administrator_alone_is_told_to_add_another(petr: Seat) -> None:
    User.objects.filter(groups__name="administrator").update(is_active=False)
    alone, _user = at_the_desk("administrator")
    assert "There is no other administrator" in propose(alone, petr[1], "branch")


@pytest.mark.requirement("OPS-01", "two administrators stay")
def test_two_administrators_stay(first: Seat, second: Seat) -> None:
    ours = [first[1].pk, second[1].pk]
    User.objects.filter(groups__name="administrator").exclude(pk__in=ours).update(is_active=False)
    third, _user = at_the_desk("administrator")
    assert "Sent for approval" in propose(third, second[1], "branch")
    page = reverse("desk:staff-out", args=[_user.pk])
    assert "They are out" in words(first[0].post(page, {"reason": "left"}, follow=True))
    assert "Fewer than two administrators" in decide(first[0], approve="1")
    assert roles_of(second[1]) == {"administrator"}


def test_the_same_roles_are_no_change(first: Seat, second: Seat, petr: Seat) -> None:
    assert "These are the roles already" in propose(first[0], petr[1], "tariff-editor")


def test_roles_changed_meanwhile_overtake_the_proposal(
    first: Seat, second: Seat, petr: Seat
) -> None:
    propose(first[0], petr[1], "branch")
    petr[1].groups.set(Group.objects.filter(name="auditor"))
    assert "so nothing was done" in decide(second[0], approve="1")
    assert roles_of(petr[1]) == {"auditor"}


@pytest.mark.parametrize("role", ["contact-centre", "branch", "tariff-editor", "approver",
                                  "auditor"])  # fmt: skip
def test_no_other_role_proposes_or_puts_out(petr: Seat, role: str) -> None:
    client, _user = at_the_desk(role)
    for page in (
        reverse("desk:new-proposal", args=["role-grants", UUID(int=petr[1].pk)]),
        reverse("desk:staff-out", args=[petr[1].pk]),
    ):
        answer = client.post(page, {"roles": ["branch"], "reason": WHY})
        assert answer.status_code == 403
    assert User.objects.get(pk=petr[1].pk).is_active


def test_one_administrator_puts_a_member_of_staff_out_at_once(first: Seat, petr: Seat) -> None:
    page = reverse("desk:staff-out", args=[petr[1].pk])
    assert "Say why" in words(first[0].post(page, {"reason": " "}))
    record = reverse("admin:accounts_user_change", args=[petr[1].pk])
    assert page in first[0].get(record).content.decode()
    assert "They are out" in words(first[0].post(page, {"reason": "left"}, follow=True))
    assert "/login/" in petr[0].get(DESK).url
    assert "out already" in words(first[0].get(page))


def test_back_in_they_come_with_four_eyes(first: Seat, second: Seat, petr: Seat) -> None:
    first[0].post(reverse("desk:staff-out", args=[petr[1].pk]), {"reason": "left"})
    assert "Sent for approval" in propose(first[0], petr[1], "tariff-editor")
    decide(second[0], approve="1")
    assert enter(User.objects.get(pk=petr[1].pk)).get(DESK).status_code == 200


@pytest.mark.parametrize("subject", [UUID(int=0), UUID(int=2**63), UUID(int=2**128 - 1)])
def test_whoever_is_no_member_of_staff_is_not_found(first: Seat, subject: UUID) -> None:
    page = reverse("desk:new-proposal", args=["role-grants", subject])
    assert first[0].get(page).status_code == 404
    assert first[0].get(f"{DESK}staff/{10**30}/out/").status_code == 404


@pytest.mark.parametrize("roles", [[], ["rubbish"], ["branch", "rubbish"]])
def test_no_role_and_an_unknown_one_are_told(first: Seat, petr: Seat, roles: list[str]) -> None:
    assert "Choose at least one role" in propose(first[0], petr[1], *roles)
    assert not Proposal.objects.filter(kind="role-grants").exists()
